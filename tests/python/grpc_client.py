"""Calls a node with nothing but gRPC reflection: no generated code, no file of this repository.

    grpc_client.py ADDRESS --organisation ID --ca FILE --chain FILE --key FILE

Shows the hub's certificate, lists the services, reads the health, says Hello, and is refused when it should be.
"""

import argparse
import pathlib

import grpc
from google.protobuf import descriptor_pool, message_factory
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

from checks import Checks

EXCHANGE = "ges.exchange.v1.Exchange"
SECONDS = 20


class NewReflection:
    """Sends reflection calls to the newer name of the service; its messages are the same on the wire."""

    def __init__(self, channel):
        self.channel = channel

    def stream_stream(self, path, *arguments, **named):
        return self.channel.stream_stream(path.replace("v1alpha", "v1"), *arguments, **named)


def channel_to(address, ca, chain=None, key=None):
    credentials = grpc.ssl_channel_credentials(ca, key, chain)
    return grpc.secure_channel(address, credentials, [("grpc.ssl_target_name_override", "ges")])


def reflected(channel):
    """Services and their descriptors, over whichever reflection the server offers."""
    for candidate in (NewReflection(channel), channel):
        try:
            database = ProtoReflectionDescriptorDatabase(candidate)
            return sorted(database.get_services()), descriptor_pool.DescriptorPool(database)
        except grpc.RpcError as error:
            if error.code() != grpc.StatusCode.UNIMPLEMENTED:
                raise
    raise RuntimeError("the server offers no reflection")


def status_of(call):
    """The status a call ends with."""
    try:
        call()
        return grpc.StatusCode.OK, ""
    except grpc.RpcError as error:
        return error.code(), error.details()


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("address")
    arguments.add_argument("--organisation", required=True)
    for name in ("--ca", "--chain", "--key"):
        arguments.add_argument(name, type=pathlib.Path, required=True)
    given = arguments.parse_args()
    checks = Checks()
    ca = given.ca.read_bytes()
    channel = channel_to(given.address, ca, given.chain.read_bytes(), given.key.read_bytes())

    found = checks.attempt("reflection answers", lambda: reflected(channel))
    if found is None:
        checks.close()
    services, pool = found
    print("        " + ", ".join(services))
    checks.holds("the exchange is listed", EXCHANGE in services)
    checks.holds("health is listed", "grpc.health.v1.Health" in services)

    health = health_pb2_grpc.HealthStub(channel)
    for service in ("", EXCHANGE):
        reply = checks.attempt(
            f"health of `{service}` answers",
            lambda: health.Check(health_pb2.HealthCheckRequest(service=service), timeout=SECONDS),
        )
        if reply is not None:
            checks.holds("it is serving", reply.status == health_pb2.HealthCheckResponse.SERVING, str(reply))

    method = checks.attempt("the descriptor of Hello is served", lambda: pool.FindServiceByName(EXCHANGE).FindMethodByName("Hello"))
    if method is None:
        checks.close()
    request = message_factory.GetMessageClass(method.input_type)
    reply_type = message_factory.GetMessageClass(method.output_type)

    def hello(over, **fields):
        call = over.unary_unary(
            f"/{EXCHANGE}/Hello",
            request_serializer=request.SerializeToString,
            response_deserializer=reply_type.FromString,
        )
        return call(request(**fields), timeout=SECONDS)

    reply = checks.attempt("Hello answers", lambda: hello(channel, protocol_min=1, protocol_max=1, software="independent client"))
    if reply is not None:
        checks.holds("it is the organisation asked for", reply.organisation == given.organisation, reply.organisation)
        checks.holds("it speaks protocol 1", reply.protocol == 1)
        checks.holds("its log carries its name", f"/{given.organisation}/" in reply.log, reply.log)
        checks.holds("its checkpoint begins with the log's name", reply.checkpoint.decode().split("\n")[0] == reply.log)
        checks.holds("its clock is told in microseconds of this century", 946_684_800_000_000 < reply.clock_micros < 4_102_444_800_000_000)

    code, words = status_of(lambda: hello(channel, protocol_min=7, protocol_max=9, software="from the future"))
    checks.holds("a protocol nobody speaks is refused in words", code == grpc.StatusCode.FAILED_PRECONDITION and words, f"{code} {words}")
    code, words = status_of(lambda: hello(channel, protocol_min=9, protocol_max=7, software="confused"))
    checks.holds("a protocol range upside down is refused in words", code in (grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.FAILED_PRECONDITION) and words, f"{code} {words}")

    stranger = channel_to(given.address, ca)
    code, words = status_of(lambda: hello(stranger, protocol_min=1, protocol_max=1))
    refusals = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.PERMISSION_DENIED)
    checks.holds("whoever shows no certificate is refused", code in refusals, f"{code} {words}")
    checks.close()


if __name__ == "__main__":
    main()
