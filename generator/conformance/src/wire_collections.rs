//! The formats of lists in Swagger 2.0, as a server receives them.

use crate::swagger_collections::resources::{Lists, Parts, PartsSendForm};
use crate::swagger_collections::types::ListsSendBody;
use crate::wire::wait;
use crate::wire_streams::serve;

const DONE: &[u8] = b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";

#[test]
fn lists_in_every_location() {
    wait(async {
        let (client, mut requests) = serve(vec![vec![DONE]]).await;
        let list = ["a b", "c,d|e", "f"];
        let form = ListsSendBody::new().f_csv(list).f_ssv(list).f_tsv(list).f_pipes(list).f_multi(list);
        let call = Lists { client }.send(list, list, [1, 2, 3], list);
        let call = call.q_csv(list).q_ssv(list).q_tsv(list).q_pipes(list).q_multi(list);
        let call = call.h_csv(list).h_ssv(list).h_tsv(["a b", "c"]).h_pipes(["a", "b"]);
        call.body(form).send().await.unwrap();
        let request = requests.recv().await.unwrap();
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        let joined = |separator: &str| ["a%20b", "c%2Cd%7Ce", "f"].join(separator);
        let lists = [joined(","), joined("%20"), joined("%09"), joined("%7C"), joined("&multi=")];
        let [csv, ssv, tsv, pipes, multi] = &lists;
        let line = format!(
            "PUT /lists/{csv}/{ssv}/1%092%093/{pipes}?q-csv={csv}&q-ssv={ssv}&q-tsv={tsv}&q-pipes={pipes}&q-multi={} HTTP/1.1",
            multi.replace("multi", "q-multi")
        );
        assert_eq!(head.lines().next(), Some(line.as_str()));
        for header in ["h-csv: a b,c,d|e,f", "h-ssv: a b c,d|e f", "h-tsv: a b\tc", "h-pipes: a|b"] {
            assert!(head.lines().any(|line| line == header), "{header:?} is not in {head}");
        }
        let form = format!(
            "f-csv={csv}&f-ssv={ssv}&f-tsv={tsv}&f-pipes={pipes}&f-multi={}",
            multi.replace("multi", "f-multi")
        );
        assert_eq!(body, form);
    });
}

#[test]
fn lists_in_parts_of_a_form() {
    wait(async {
        let (client, mut requests) = serve(vec![vec![DONE], vec![DONE]]).await;
        let parts = Parts { client };
        let form =
            PartsSendForm::new(["a", "b c"]).ssv([1, 2]).tsv(["x", "y"]).pipes(["x", "y"]).multi(["x", "y"]);
        parts.send(form).send().await.unwrap();
        let request = requests.recv().await.unwrap();
        let values: Vec<(&str, &str)> = request
            .split("Content-Disposition: form-data; name=\"")
            .skip(1)
            .map(|part| part.split_once("\"\r\n\r\n").unwrap())
            .map(|(name, rest)| (name, rest.split_once("\r\n").unwrap().0))
            .collect();
        let expected = [
            ("csv", "a,b c"),
            ("ssv", "1 2"),
            ("tsv", "x\ty"),
            ("pipes", "x|y"),
            ("multi", "x"),
            ("multi", "y"),
        ];
        assert_eq!(values, expected);
        // An empty list has no part.
        parts.send(PartsSendForm::new([] as [&str; 0]).ssv([] as [i64; 0])).send().await.unwrap();
        assert!(!requests.recv().await.unwrap().contains("form-data; name"));
    });
}
