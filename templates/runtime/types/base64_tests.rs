#[test]
fn reads_either_alphabet() {
    for text in ["+/8=", "-_8=", "+/8", "-_8", "+/\r\n8=\n"] {
        assert_eq!(super::decode(text).unwrap().as_ref(), [0xfb, 0xff], "{text}");
    }
    assert!(super::decode("a+-b").is_err());
    assert!(super::decode("ä").is_err());
    assert_eq!(super::encode(&[0xfb, 0xff]), "+/8=");
}
