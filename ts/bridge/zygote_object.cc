// The JavaScript face of a zygote, on both sides of its socket (bridge.ts: serve, socketPair, send, receive).
#include "environment.h"
#include "js.h"
#include "result.h"
#include "zygote.h"
#include <algorithm>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>

namespace isthmus {
namespace {

using v8::Isolate;
using v8::Local;
using v8::Value;

Local<Value> integers(Isolate *isolate, const std::vector<int> &values) {
  std::vector<Local<Value>> elements;
  for (int value : values)
    elements.push_back(v8::Integer::New(isolate, value));
  return v8::Array::New(isolate, elements.data(), elements.size());
}

Local<Value> toObject(Isolate *isolate, const Packet &packet) {
  Local<v8::Object> object = v8::Object::New(isolate);
  js::set(isolate, object, "payload", js::fromBytes(isolate, packet.bytes.data(), packet.bytes.size()));
  js::set(isolate, object, "kfds", integers(isolate, packet.kfds));
  return object;
}

Local<Value> serve(Isolate *isolate, int socket, Local<Value> prepare) {
  Packet request = Zygote(socket).serve([&](const Packet &packet) {
    v8::HandleScope scope(isolate);
    v8::TryCatch ignored(isolate);
    Local<Value> argument = toObject(isolate, packet), nothing;
    if (prepare->IsFunction() && prepare.As<v8::Function>()
                                     ->Call(isolate->GetCurrentContext(), v8::Undefined(isolate), 1, &argument)
                                     .ToLocal(&nothing))
      return;
  });
  return toObject(isolate, request);
}

Local<Value> socketPair(Isolate *isolate) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
    return v8::Integer::New(isolate, -errno);
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return integers(isolate, {ends[0], ends[1]});
}

int64_t send(int socket, js::Bytes packet, std::vector<int> kfds) {
  return std::min<int64_t>(packets::send(socket, packet.data, packet.length, kfds, 0), 0);
}

int64_t receive(int socket, js::Bytes into) {
  Packet packet;
  int64_t length = packets::receive(socket, &packet, 0);
  packet.closeAll();
  if (length <= 0)
    return length;
  if (packet.bytes.size() > into.length)
    return -EMSGSIZE;
  memcpy(into.data, packet.bytes.data(), packet.bytes.size());
  return length;
}

} // namespace

void defineZygote(Isolate *isolate, Local<v8::Template> bridge) {
  js::define(isolate, bridge, "serve", serve);
  js::define(isolate, bridge, "socketPair", socketPair);
  js::define(isolate, bridge, "send", send);
  js::define(isolate, bridge, "receive", receive);
}

} // namespace isthmus
