using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OpsBot.Tests.Testing;

/// <summary>One piece of a trace, as a program told it.</summary>
public sealed record Span(string Trace, string Id, string Parent, string Name, ulong Kind);

/// <summary>Takes traces by OTLP over HTTP, as a collector does (https://opentelemetry.io/docs/specs/otlp/).</summary>
public sealed class TraceReceiver : IAsyncDisposable
{
    readonly ConcurrentQueue<Span> spans = new();
    WebApplication app = null!;

    public Uri Address => new(app.Urls.First());

    public IReadOnlyCollection<Span> Spans => spans;

    public static async Task<TraceReceiver> Start()
    {
        var receiver = new TraceReceiver();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        receiver.app = builder.Build();
        receiver.app.MapPost("/v1/traces", receiver.Take);
        receiver.app.MapPost("/v1/metrics", () => "");
        await receiver.app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    async Task Take(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        foreach (var resource in Fields(body.ToArray(), 1))
            foreach (var scope in Fields(resource, 2))
                foreach (var span in Fields(scope, 2))
                    spans.Enqueue(new(Hex(span, 1), Hex(span, 2), Hex(span, 4), Encoding.UTF8.GetString(First(span, 5)), Number(span, 6)));
        http.Response.ContentType = "application/x-protobuf";
    }

    static string Hex(byte[] message, int field) => Convert.ToHexStringLower(First(message, field));

    static byte[] First(byte[] message, int field) => Fields(message, field).FirstOrDefault() ?? [];

    static ulong Number(byte[] message, int field) =>
        Read(message).Where(one => one.Field == field).Select(one => one.Number).FirstOrDefault();

    static IEnumerable<byte[]> Fields(byte[] message, int field) => Read(message).Where(one => one.Field == field).Select(one => one.Bytes);

    // Protobuf's wire format, as far as spans use it.
    static IEnumerable<(int Field, byte[] Bytes, ulong Number)> Read(byte[] message)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message, ref at);
            var field = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    yield return (field, [], Varint(message, ref at));
                    break;
                case 1:
                    at += 8;
                    break;
                case 5:
                    at += 4;
                    break;
                case 2:
                    var length = (int)Varint(message, ref at);
                    yield return (field, message[at..(at + length)], 0);
                    at += length;
                    break;
                default:
                    throw new InvalidDataException($"Protobuf has no wire type {tag & 7}.");
            }
        }
    }

    static ulong Varint(byte[] message, ref int at)
    {
        var number = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[at++];
            number |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80) return number;
        }
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
