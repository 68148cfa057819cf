//! From which address a client asks. What a header says of it is believed of named proxies alone.

use std::net::{IpAddr, Ipv4Addr};

use actix_web::HttpRequest;
use ipnet::IpNet;

const FORWARDED_FOR: &str = "x-forwarded-for";
/// Most proxies in a row.
const HOPS_MAX: usize = 20;

/// The address of who asks: of the connection, or where that is a proxy's, the last one that no proxy of ours has.
pub fn client_address(request: &HttpRequest, proxies: &[IpNet]) -> IpAddr {
    let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    let lines = request.headers().get_all(FORWARDED_FOR).filter_map(|line| line.to_str().ok());
    behind(peer, &lines.collect::<Vec<_>>().join(","), proxies)
}

/// Each proxy writes behind the addresses that it was told the one that it saw itself: they are read from the end, for as
/// long as it was a proxy of ours that wrote.
fn behind(peer: IpAddr, forwarded_for: &str, proxies: &[IpNet]) -> IpAddr {
    let is_ours = |address: &IpAddr| proxies.iter().any(|network| network.contains(address));
    let mut address = peer.to_canonical();
    for word in forwarded_for.rsplit(',').take(HOPS_MAX) {
        if !is_ours(&address) {
            break;
        }
        match parsed(word) {
            Some(next) => address = next,
            None => break,
        }
    }
    address
}

/// An address, with or without a port.
fn parsed(word: &str) -> Option<IpAddr> {
    let word = word.trim();
    let bare = word.parse().or_else(|_| word.parse::<std::net::SocketAddr>().map(|socket| socket.ip()));
    bare.ok().map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, forwarded_for: &str) -> String {
        let proxies = ["10.0.0.0/8".parse().unwrap(), "2001:db8::1/128".parse().unwrap()];
        behind(peer.parse().unwrap(), forwarded_for, &proxies).to_string()
    }

    #[test]
    fn an_address_is_taken_over_from_our_proxies_alone() {
        assert_eq!(seen("192.0.2.1", "198.51.100.7"), "192.0.2.1");
        assert_eq!(seen("10.0.0.1", "198.51.100.7"), "198.51.100.7");
        assert_eq!(seen("10.0.0.1", "203.0.113.5, 198.51.100.7"), "198.51.100.7", "the client's own word");
        assert_eq!(seen("10.0.0.1", "198.51.100.7, 10.0.0.2"), "198.51.100.7");
        assert_eq!(seen("10.0.0.1", "198.51.100.7:4711, 10.0.0.2"), "198.51.100.7");
        assert_eq!(seen("::ffff:10.0.0.1", "[2001:db8::9]:1"), "2001:db8::9");
        for none in ["", "unknown", "198.51.100.7, ?"] {
            assert_eq!(seen("10.0.0.1", none), "10.0.0.1");
        }
    }
}
