// The lists of --allow-net and --deny-net: what entries mean, and which addresses, ports and names they cover.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { addressBytes, addressText, NetPolicy, parseNetEntry } from "../ts/host/net-policy.js";
import { UsageError } from "../ts/host/usage-error.js";

const entries = (list: string) => list.split(",").flatMap((entry) => parseNetEntry("allow-net", entry));
const known: Record<string, string[]> = { "one.test": ["192.0.2.1", "2001:db8::1"], "other.test": ["192.0.2.99"] };

function lookup(name: string): Uint8Array {
  const mapped = (known[name] ?? []).map((text) => {
    const address = addressBytes(text) as Uint8Array;
    const prefix = [...Array<number>(10).fill(0), 255, 255];
    return address.length === 16 ? [...address] : [...prefix, ...address];
  });
  return Uint8Array.from(mapped.flat());
}

const policy = (allowed: string | boolean, denied: string | boolean = false): NetPolicy =>
  new NetPolicy(
    typeof allowed === "string" ? entries(allowed) : allowed,
    typeof denied === "string" ? entries(denied) : denied,
    lookup,
  );
const allows = (one: NetPolicy, address: string, port: number): boolean =>
  one.allows(addressBytes(address) as Uint8Array, port);
const every = (one: NetPolicy, address: string, port: number): boolean =>
  one.allowsEvery(addressBytes(address) as Uint8Array, port);

test("addresses are read and written", () => {
  for (const text of ["0.0.0.0", "192.0.2.17", "::", "::1", "2001:db8::1", "2001:db8:1:2:3:4:5:6", "fe80::1:0:0:1"])
    assert.is(addressText(addressBytes(text) as Uint8Array), text);
  assert.equal([...(addressBytes("::ffff:192.0.2.1") as Uint8Array)], [192, 0, 2, 1]);
  assert.equal([...(addressBytes("::ffff:c000:201") as Uint8Array)], [192, 0, 2, 1]);
  assert.is(addressText(addressBytes("64:ff9b::192.0.2.1") as Uint8Array), "64:ff9b::c000:201");
  for (const text of ["", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1::2::3", "fe80::1%lo", "one.test", "01.2.3.4"])
    assert.is(addressBytes(text), undefined, text);
});

test("addresses, ports and ranges of ports", () => {
  const one = policy("192.0.2.1:80,192.0.2.2:8000-8080,192.0.2.3,[2001:db8::1]:443,2001:db8::2");
  assert.ok(one.any && !one.all);
  assert.ok(allows(one, "192.0.2.1", 80));
  assert.not.ok(allows(one, "192.0.2.1", 81));
  assert.not.ok(allows(one, "192.0.2.1", 0));
  for (const [port, is] of [
    [7999, false],
    [8000, true],
    [8080, true],
    [8081, false],
  ] as const)
    assert.is(allows(one, "192.0.2.2", port), is, `${port}`);
  assert.ok(allows(one, "192.0.2.3", 0) && allows(one, "192.0.2.3", 65535));
  assert.ok(allows(one, "2001:db8::1", 443) && !allows(one, "2001:db8::1", 444));
  assert.ok(allows(one, "2001:db8::2", 1));
  assert.ok(allows(one, "::ffff:192.0.2.1", 80));
  assert.not.ok(allows(one, "::192.0.2.1", 80));
  assert.not.ok(allows(one, "192.0.2.4", 80));
});

test("blocks", () => {
  const one = policy("10.1.0.0/17:53,192.0.2.128/25,2001:db8:8000::/33,0.0.0.0/0:9");
  assert.ok(allows(one, "10.1.127.255", 53) && !allows(one, "10.1.128.0", 53) && !allows(one, "10.1.0.1", 54));
  assert.ok(allows(one, "192.0.2.128", 1) && !allows(one, "192.0.2.127", 1));
  assert.ok(allows(one, "2001:db8:ffff::1", 1) && !allows(one, "2001:db8:7fff::1", 1));
  assert.ok(allows(one, "203.0.113.1", 9) && !allows(one, "2001:db9::1", 9));
  assert.ok(allows(policy("::ffff:10.0.0.0/104"), "10.9.9.9", 5));
});

test("every host, at some ports", () => {
  for (const text of ["*:80", ":80"]) {
    const one = policy(text);
    assert.not.ok(one.all);
    assert.ok(allows(one, "192.0.2.1", 80) && allows(one, "2001:db8::1", 80) && !allows(one, "192.0.2.1", 81));
    assert.ok(one.allowsName("any.test", 80) && one.allowsName("any.test") && !one.allowsName("any.test", 81));
  }
  assert.ok(policy("*").all && policy("*:*").all && policy(true).all);
  assert.not.ok(policy("*", "192.0.2.1").all);
  assert.not.ok(policy(false).any || policy(true, true).any || policy([].join() || "*", true).any);
});

test("binding to every address of the machine", () => {
  assert.ok(every(policy("*:80"), "0.0.0.0", 80) && every(policy("*:80"), "::", 80));
  assert.not.ok(every(policy("*:80"), "0.0.0.0", 81));
  assert.ok(every(policy("0.0.0.0:80"), "0.0.0.0", 80) && !every(policy("0.0.0.0:80"), "::", 80));
  assert.ok(every(policy("[::]:80"), "::", 80) && !every(policy("[::]:80"), "0.0.0.0", 80));
  assert.ok(every(policy("0.0.0.0/0"), "0.0.0.0", 80));
  assert.not.ok(every(policy("::/0"), "::", 80), "it would be one of IPv4, too");
  assert.not.ok(every(policy("0.0.0.0/8"), "0.0.0.0", 80));
  assert.not.ok(every(policy("127.0.0.1,::1,localhost"), "0.0.0.0", 80));
});

test("deny wins, also over what stands for every address", () => {
  const one = policy(true, "192.0.2.0/24:80,[2001:db8::1]:*");
  assert.not.ok(allows(one, "192.0.2.7", 80));
  assert.ok(allows(one, "192.0.2.7", 81) && allows(one, "192.0.3.7", 80));
  assert.not.ok(allows(one, "::ffff:192.0.2.7", 80));
  assert.not.ok(allows(one, "2001:db8::1", 7));
  assert.not.ok(every(one, "0.0.0.0", 80));
  assert.not.ok(every(one, "::", 81));
  assert.not.ok(every(policy("*", "192.0.2.1"), "0.0.0.0", 0));
  assert.ok(every(policy("*", "192.0.2.1:80"), "0.0.0.0", 0));
});

test("names", () => {
  const one = policy("one.test:80,*.example.com,localhost:1");
  assert.ok(one.allowsName("one.test") && one.allowsName("ONE.test.", 80) && !one.allowsName("one.test", 81));
  assert.ok(one.allowsName("a.b.example.com") && !one.allowsName("example.com") && !one.allowsName("badexample.com"));
  assert.not.ok(one.allowsName("other.test"));
  assert.ok(one.allowsName("localhost") && allows(one, "127.0.0.2", 1) && allows(one, "::1", 1));
  // By addresses that were never looked up by the guest.
  assert.ok(allows(one, "192.0.2.1", 80) && !allows(one, "192.0.2.1", 81) && allows(one, "2001:db8::1", 80));
  assert.not.ok(allows(one, "192.0.2.99", 80));
  one.learn("www.example.com", [addressBytes("192.0.2.99") as Uint8Array]);
  assert.ok(allows(one, "192.0.2.99", 4));
  one.learn("other.test", [addressBytes("192.0.2.100") as Uint8Array]);
  assert.not.ok(allows(one, "192.0.2.100", 80));
  assert.not.ok(policy("127.0.0.1").allowsName("localhost"), "an address is no name");
});

test("denied names, and where they lead", () => {
  const one = policy(true, "other.test");
  assert.not.ok(one.allowsName("other.test") || one.allowsName("Other.Test."));
  assert.ok(one.allowsName("one.test") && !allows(one, "192.0.2.99", 80) && allows(one, "192.0.2.1", 80));
  assert.not.ok(policy(true, true).allowsName("one.test"));
});

test("entries that make no sense", () => {
  for (const text of [
    "80",
    "one.test:http",
    "one.test:90-80",
    "one.test:65536",
    "1.2.3.4/33",
    "::/129",
    "[::1]80",
    "[one.test]:1:2",
    "a b",
    "1.2.3:80",
    "256.0.0.1",
    "http://one.test",
    "one.test/24",
    "fe80::1%lo",
    "*.",
    "[::1",
    "-x.test",
  ])
    assert.throws(
      () => parseNetEntry("allow-net", text),
      (error: unknown) => error instanceof UsageError,
      text,
    );
});

test.run();
