//! To which addresses the register may speak: to those of the open internet, and to networks that an administrator of the server
//! opened. Else a client could make the server ask what only the server reaches.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// True for an address that belongs to no special use: private, local, shared, for documentation, for many at once, or reserved
/// (RFC 6890, RFC 8190). An IPv6 address that carries one of IPv4 is judged by that one.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    let is_special = match (first, second, third) {
        // This network, shared by carriers, reserved for later.
        (0, ..) | (100, 64..=127, _) | (240..=255, ..) => true,
        // Protocol assignments, relays of 6to4, measurements between networks.
        (192, 0, 0) | (192, 88, 99) | (198, 18..=19, _) => true,
        _ => false,
    };
    let is_local = address.is_private() || address.is_loopback() || address.is_link_local();
    !(is_special || is_local || address.is_documentation() || address.is_multicast())
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, third, fourth, fifth, sixth, seventh, eighth] = address.segments();
    let v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match (first, second) {
        // Compatible with IPv4, or mapped; the unspecified address and the own one are among them.
        (0, 0) if third == 0 && fourth == 0 && matches!((fifth, sixth), (0, 0 | 0xffff)) => v4(seventh, eighth),
        // Translated by a well-known prefix.
        (0x64, 0xff9b) if [third, fourth, fifth, sixth] == [0; 4] => v4(seventh, eighth),
        // Through 6to4.
        (0x2002, _) => v4(second, third),
        // Through Teredo, for benchmarks, for documentation, for hashes.
        (0x2001, 0..=0x01ff | 0x0db8) | (0x3fff, 0..=0x0fff) => false,
        // The rest of the open internet is 2000::/3.
        _ => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(address: &str) -> bool {
        is_public(address.parse().unwrap())
    }

    #[test]
    fn addresses_of_the_open_internet_are_public() {
        for address in
            ["1.1.1.1", "93.184.216.34", "223.5.5.5", "100.63.0.1", "172.32.0.1", "2606:4700::1111", "2400:3200::1"]
        {
            assert!(judged(address), "{address}");
        }
        for address in ["::ffff:1.1.1.1", "64:ff9b::101:101", "2002:101:101::1"] {
            assert!(judged(address), "{address}");
        }
    }

    #[test]
    fn addresses_of_special_use_are_not() {
        let special = [
            "0.0.0.0",
            "10.0.0.1",
            "100.64.0.1",
            "127.0.0.1",
            "127.255.0.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "fec0::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "3fff::1",
            "64:ff9b:1::1",
            "100::1",
        ];
        for address in special {
            assert!(!judged(address), "{address}");
        }
    }

    #[test]
    fn address_within_another_is_judged_by_itself() {
        for address in
            ["::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::1", "2002:c0a8:1::1"]
        {
            assert!(!judged(address), "{address}");
        }
    }
}
