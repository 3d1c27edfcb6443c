//! Reads what servers send, although it is not quite what the document describes.

use crate::numbers::types::{Forecast, ForecastCode, ForecastInput};

fn written(forecast: &Forecast) -> String {
    String::from_utf8(forecast.to_json()).unwrap()
}

#[test]
fn numbers_or_their_digits() {
    let json = br#"{"temperatureC":"21","humidity":"0.5","stationId":"9007199254740993","hours":["1",2],"whole":1.0}"#;
    let forecast = Forecast::from_json(json).unwrap();
    assert_eq!(forecast.temperature_c, 21);
    assert_eq!(forecast.humidity, 0.5);
    assert_eq!(forecast.station_id.as_ref().and_then(|id| id.get()), Some(9_007_199_254_740_993));
    assert!(forecast.hours.as_deref().is_some_and(|hours| hours[0] == 1 && hours[1] == 2));
    assert_eq!(forecast.whole, Some(1));
    let same = r#"{"temperatureC":21,"humidity":0.5,"stationId":9007199254740993,"hours":[1,2],"whole":1}"#;
    assert_eq!(written(&forecast), same);
    let input = ForecastInput::new(21, 0.5).station_id(5).hours([1, 2]).price(7);
    let sent = r#"{"temperatureC":21,"humidity":0.5,"stationId":5,"hours":[1,2],"price":7}"#;
    assert_eq!(String::from_utf8(input.to_json()).unwrap(), sent);
}

#[test]
fn numbers_that_their_type_does_not_hold_are_kept() {
    let json = concat!(
        r#"{"temperatureC":"99999999999","humidity":"0.12345678901234567890123","stationId":"99999999999999999999","#,
        r#""hours":[1.5],"code":"AB12","price":1.5,"ratio":1234567.89,"wide":4294967295}"#
    );
    let forecast = Forecast::from_json(json.as_bytes()).unwrap();
    assert_eq!(written(&forecast), json);
    assert_eq!(
        (forecast.temperature_c.get(), forecast.temperature_c.to_string().as_str()),
        (None, "99999999999")
    );
    assert!(matches!(&forecast.code, Some(ForecastCode::String(code)) if code == "AB12"));
    let exact = r#"{"temperatureC":0,"humidity":0,"price":9007199254740993}"#;
    assert_eq!(written(&Forecast::from_json(exact.as_bytes()).unwrap()), exact);
    let error = Forecast::from_json(br#"{"temperatureC":"warm","humidity":0}"#).unwrap_err();
    assert_eq!(error.path(), "temperatureC");
}

#[test]
fn unusual_dates() {
    use crate::formats::types::Formats;
    let json = concat!(
        r#"{"at":"9999-12-31T23:59:59.9999999Z","maybe":"","day":"2024-01-01T00:00:00Z","key":"","blob":"","#,
        r#""seen":["2024-06-19T24:00:00Z","2024-06-19T15:22:45.123456789012Z"]}"#
    );
    let formats = Formats::from_json(json.as_bytes()).unwrap();
    assert_eq!(
        String::from_utf8(formats.to_json()).unwrap(),
        concat!(
            r#"{"at":"9999-12-31T23:59:59.999999999Z","seen":["2024-06-20T00:00:00Z","2024-06-19T15:22:45.123456789Z"],"#,
            r#""day":"2024-01-01","blob":""}"#
        )
    );
    let error = Formats::from_json(br#"{"at":"2024-06-19","day":"soon","blob":""}"#).unwrap_err();
    assert_eq!(error.path(), "day");
    assert!(Formats::from_json(br#"{"at":"","blob":""}"#).is_err(), "a required date is not absent");
}

#[test]
fn required_properties_are_optional_when_they_are_read() {
    use crate::lenient_reading::types::{Album, AlbumInput, ArtistInput, Media, Scores, Song};
    for json in ["{}", r#"{"id":null,"artists":null}"#, r#"{"artists":[{},{"name":null}]}"#] {
        Album::from_json(json.as_bytes()).unwrap();
    }
    let album = Album::from_json(br#"{"id":"a","artists":[{"name":"b"}]}"#).unwrap();
    assert_eq!(album.artists.unwrap()[0].name.as_deref(), Some("b"));
    let input = AlbumInput::new("a", [ArtistInput::new("b")], crate::runtime::Nullable::Null);
    assert_eq!(
        String::from_utf8(input.to_json()).unwrap(),
        r#"{"id":"a","artists":[{"name":"b"}],"label":null}"#
    );
    assert!(matches!(
        Media::from_json(br#"{"kind":"song"}"#).unwrap(),
        Media::Song(Song { title: None, .. })
    ));
    assert_eq!(Scores::from_json(br#"{"other":1}"#).unwrap().best, None);
}

#[test]
fn required_properties_that_are_deprecated() {
    use crate::required_and_deprecated::types::Track;
    let track = Track::from_json(br#"{"id":"a","album":{"name":"b"}}"#).unwrap();
    assert_eq!(track.popularity, None);
    assert!(Track::from_json(br#"{"id":"a","popularity":1,"album":{}}"#).is_err(), "the album has a name");
}
