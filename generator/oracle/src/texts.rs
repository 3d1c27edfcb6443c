//! Sample strings: ordinary ones, and edge cases of formats.

/// Strings without a format.
pub(crate) const PLAIN: &[&str] = &[
    "abc",
    "",
    "Äö €",
    "a \"quoted\" \\ text\n",
    "12345",
    "true",
    "null",
    "2024-01-02",
    "2024-01-02T03:04:05Z",
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
];

/// Strings of a format; empty if the format is unknown.
pub(crate) fn of_format(format: &str) -> &'static [&'static str] {
    match format {
        "date-time" => &[
            "2024-01-02T03:04:05Z",
            "2024-02-29T23:59:59.123Z",
            "2024-01-02T03:04:05+02:00",
            "2024-01-02T03:04:05.123456-07:00",
            "2024-01-02T03:04:05.000Z",
            "2024-01-02T03:04:05.123456789012Z",
            "2024-01-02t03:04:05z",
            "0001-01-01T00:00:00Z",
            "1969-12-31T23:59:59.5Z",
            "9999-12-31T23:59:59.9999999Z",
            "2016-12-31T23:59:60Z",
            "2024-01-02T03:04:05-00:00",
        ],
        "date" => &["2024-02-29", "1999-12-31", "0001-01-01", "9999-12-31"],
        "time" => &["03:04:05Z", "23:59:59+01:00", "03:04:05.25Z"],
        "duration" => &["P1D", "PT5M", "P1Y2M3DT4H5M6S"],
        "uuid" => &[
            "123e4567-e89b-12d3-a456-426614174000",
            "123E4567-E89B-12D3-A456-426614174000",
            "00000000-0000-0000-0000-000000000000",
        ],
        "email" | "idn-email" => &["a@example.com"],
        "uri" | "iri" => &["https://example.com/a?b=c", "urn:x:y"],
        "url" => &["https://example.com/a"],
        "uri-reference" | "iri-reference" => &["/a/b", "https://example.com/a?b=c"],
        "uri-template" => &["https://example.com/{id}"],
        "hostname" | "idn-hostname" => &["example.com"],
        "ipv4" => &["10.0.0.1"],
        "ipv6" => &["::1", "2001:db8::2:1"],
        "ip" => &["10.0.0.1", "::1"],
        "byte" | "base64" => &["aGVsbG8=", "", "AA==", "+/+/"],
        "binary" => &["x"],
        "regex" => &["^a$"],
        "json-pointer" => &["/a", ""],
        "password" => &["s3cret"],
        _ => &[],
    }
}
