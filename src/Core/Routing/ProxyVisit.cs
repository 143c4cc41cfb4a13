using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using OpsBot.Core.Clients;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Routing;

/// <summary>What a visitor of an address would get: a status, or why there was no answer; and after how long.</summary>
public sealed record Visited(Uri Address, int? Status, string? Why, TimeSpan Took)
{
    public string Told => Status is not { } status ? $"no answer: {Why}"
        : $"answers {status}{Meaning(status)}, in {Took.TotalMilliseconds:0} ms";

    static string Meaning(int status) => status switch
    {
        502 => " (the proxy gets no answer from the server)",
        503 => " (paused, or too much to do)",
        404 => " (nothing is there)",
        _ => "",
    };

    public Tone Tone => Status is < 500 ? Tone.Good : Tone.Warning;
}

/// <summary>Comes to an address through the proxy, as a visitor does: what Caddy says of itself is not yet what visitors get.</summary>
public sealed class ProxyVisit(IOptions<RoutingOptions> options, TimeProvider time) : IDisposable
{
    readonly Lazy<HttpMessageInvoker> http = new(() => new(Handler(options.Value)));

    public async Task<Visited> To(Uri address, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            using var answer = await http.Value.SendAsync(request, cancel);
            return new(address, (int)answer.StatusCode, null, time.GetElapsedTime(began));
        }
        catch (Exception failure) when (ConnectionTrouble.Is(failure))
        {
            return new(address, null, Why(failure), time.GetElapsedTime(began));
        }
    }

    static string Why(Exception failure) => failure is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
        ? "there is no trusted certificate for that name" : ConnectionTrouble.WhyNone(failure) ?? "the connection broke";

    static SocketsHttpHandler Handler(RoutingOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(2), PooledConnectionLifetime = TimeSpan.Zero, AllowAutoRedirect = false,
            UseCookies = false, UseProxy = false,
        };
        if (IPEndPoint.TryParse(options.Proxy, out var proxy)) handler.ConnectCallback = (_, cancel) => Connect(proxy, cancel);
        return handler;
    }

    static async ValueTask<Stream> Connect(IPEndPoint proxy, CancellationToken cancel)
    {
        var socket = new Socket(proxy.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(proxy, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (http.IsValueCreated) http.Value.Dispose();
    }
}
