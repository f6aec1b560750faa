//! Push services are reached as they are on the internet: by HTTP/2 over TLS.

use tests::{PushService, TestServer};

const MESSAGES: usize = 20;

#[tokio::test]
async fn pushes_go_over_one_connection_to_a_push_service_that_is_known_to_answer() {
    let (service, _home, certificate) = PushService::start_secure().await;
    let builder = TestServer::builder().alone().pushing();
    let server = builder.env("SSL_CERT_FILE", certificate).start().await;
    let alice = server.user("alice").await;
    let (bob, carol) = tokio::join!(server.user("bob"), server.user("carol"));
    let phones = [service.phone(&bob).await, service.phone(&carol).await];
    let group = alice.group("The pond", &[&bob, &carol]).await;
    // Nobody knows it before it has answered to two people, nor is a connection kept.
    for number in 1..=2 {
        alice.send(group, "Hello?").await;
        for phone in &phones {
            phone.told(number).await;
        }
    }
    let before = service.connections().await;
    for number in 3..=MESSAGES {
        alice.send(group, "Still there?").await;
        for phone in &phones {
            let push = phone.told(number).await.remove(number - 1);
            assert_eq!(push.payload["body"], "Still there?");
        }
    }
    let more = service.connections().await - before;
    assert!(more <= 1, "{more} connections");
}

#[tokio::test]
async fn a_push_service_whose_certificate_nobody_trusts_is_told_nothing() {
    let (service, _home, _) = PushService::start_secure().await;
    let builder = TestServer::builder().alone().pushing();
    let server = builder.start().await;
    let bob = server.user("bob").await;
    let phone = service.browser(&bob).await;
    let id = bob.subscribe(&phone).await;
    let said = bob.try_out(id).await;
    assert_eq!(said["accepted"], false, "{said}");
    assert!(phone.pushes().await.is_empty());
}
