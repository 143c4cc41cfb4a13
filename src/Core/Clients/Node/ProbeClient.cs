using System.Buffers;
using System.Net;
using Microsoft.Extensions.Options;
using OpsBot.Core.Health;
using OpsBot.Core.Routing;
using OpsBot.Core.Servers;
using OpsBot.Core.Servers.Nodes;

namespace OpsBot.Core.Clients.Node;

/// <summary>
/// Looks whether services are there. Thousands are asked one after the other, and some of them are not well: nothing is kept of any, none
/// gets more than a moment or a few kilobytes, and nothing is asked twice in here.
/// </summary>
public sealed class ProbeClient(IOptions<ServersOptions> servers, ProbeLimits limits, TimeProvider time) : IDisposable
{
    const int MostRead = 64_000;

    readonly HttpMessageInvoker http = new(new SocketsHttpHandler
    {
        ConnectTimeout = limits.Connect,
        // Not even what remembers that there could be a connection is kept.
        PooledConnectionIdleTimeout = TimeSpan.Zero,
        MaxResponseHeadersLength = 16,
        MaxResponseDrainSize = 0,
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        // Thirty thousand spans a round would tell nobody anything.
        ActivityHeadersPropagator = null,
    });

    ServicePorts Ports => servers.Value.Ports;

    public Task<Probed> Convex(NodeTarget node, CancellationToken cancel) => Knock(node, Ports.Convex, "version", cancel);

    public Task<Probed> Web(NodeTarget node, CancellationToken cancel) => Knock(node, Ports.Web, "", cancel);

    public Task<Probed> Mta(NodeTarget node, CancellationToken cancel) => Knock(node, Ports.Mta, "health", cancel);

    /// <summary>What the node says of the three.</summary>
    public async Task<HealthSeen> Node(NodeTarget node, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, At(node, Ports.Web, "api/internal/health"));
        request.Headers.TryAddWithoutValidation(NodeClient.SecretHeader, node.Secret);
        HealthSeen? told = null;
        var asked = await Ask(request, (response, body, ms) =>
        {
            told = OfNode(response.StatusCode, body, ms);
            return null;
        }, cancel);
        return told ?? new(asked, asked, asked);
    }

    /// <summary>Whether anybody answers there, whatever it says.</summary>
    public async Task<Probed> Anybody(Uri address, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        return await Ask(request, (_, _, _) => null, cancel);
    }

    public void Dispose() => http.Dispose();

    // Whatever it says of itself: what is not well answers with an error. What sends elsewhere is not there either.
    async Task<Probed> Knock(NodeTarget node, int port, string path, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, At(node, port, path));
        return await Ask(request, (response, _, _) => response.IsSuccessStatusCode ? null : $"HTTP {(int)response.StatusCode}", cancel);
    }

    static Uri At(NodeTarget node, int port, string path) => new($"http://{Route.To(node.Address, port)}/{path}");

    static HealthSeen OfNode(HttpStatusCode status, byte[] body, int ms)
    {
        if (status == HttpStatusCode.OK && NodeClient.Read(body, NodeJson.Default.ServicesSeen) is { } seen)
        {
            Probed one(bool answers) => answers ? Probed.After(ms) : Probed.Not("its node gets no answer from it");
            return new(one(seen.Convex), one(seen.Web), one(seen.Mta));
        }
        // The proxy before it is there, the node is not; or the node itself fails.
        if (status is >= HttpStatusCode.InternalServerError and not HttpStatusCode.ServiceUnavailable)
        {
            var failing = Probed.Not($"its node answers HTTP {(int)status}");
            return new(failing, failing, failing);
        }
        var untold = Probed.Not("its node does not tell");
        return new(untold, Probed.After(ms), untold)
        {
            Blind = status switch
            {
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                    "Its node does not take the secret that OpsBot keeps for it, so it does not tell how its services are.",
                HttpStatusCode.ServiceUnavailable => "Its node has no secret of its own, so it does not tell how its services are.",
                _ => $"What answers there (HTTP {(int)status}) does not tell as a node does how its services are.",
            },
        };
    }

    async Task<Probed> Ask(
        HttpRequestMessage request, Func<HttpResponseMessage, byte[], int, string?> whyNot, CancellationToken cancel)
    {
        var begun = time.GetTimestamp();
        using var limit = new CancellationTokenSource(limits.InAll, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            using var response = await http.SendAsync(request, both.Token);
            var body = await Beginning(response, both.Token);
            var ms = (int)Math.Ceiling(time.GetElapsedTime(begun).TotalMilliseconds);
            return whyNot(response, body, ms) is { } why ? Probed.Not(why) : Probed.After(ms);
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested
            && (ConnectionTrouble.Is(failure) || failure is OperationCanceledException))
        {
            return Probed.Not(limit.IsCancellationRequested ? $"no whole answer within {limits.InAll.TotalSeconds:0.##} s"
                : ConnectionTrouble.WhyNone(failure) ?? "its answer broke off");
        }
    }

    /// <summary>All of the answer, or as much of it as anybody wants to know.</summary>
    static async Task<byte[]> Beginning(HttpResponseMessage response, CancellationToken cancel)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancel);
        var buffer = ArrayPool<byte>.Shared.Rent(MostRead);
        try
        {
            var read = await stream.ReadAtLeastAsync(buffer.AsMemory(0, MostRead), MostRead, throwOnEndOfStream: false, cancel);
            return buffer[..read];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
