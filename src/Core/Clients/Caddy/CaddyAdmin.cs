using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using OpsBot.Core.Values;
using Polly;

namespace OpsBot.Core.Clients.Caddy;

/// <summary>
/// The part of Caddy's admin API that OpsBot uses, one method per need: https://caddyserver.com/docs/api. Each change carries the tag
/// of the routes it was decided on, and is refused as stale where they are others by now; so places in the list are exact.
/// </summary>
public sealed class CaddyAdmin(IOptions<CaddyOptions> options, TimeProvider time) : IDisposable
{
    readonly Lazy<Connection> connection = new(() => new(options.Value, time));

    public bool IsOn => options.Value.IsSet;

    public CaddyAddress Address => connection.Value.Address;

    public Task<Result<CaddyRoutes, CaddyFault>> Routes(CancellationToken cancel) =>
        Call(HttpMethod.Get, "routes", null, null, Read, cancel);

    /// <summary>Before all others, so that nothing of somebody else's stands before it.</summary>
    public Task<Result<Done, CaddyFault>> Insert(CaddyRoutes seen, JsonNode route, CancellationToken cancel) => seen switch
    {
        { HasList: false } => Write(HttpMethod.Put, "routes", new JsonArray(route.DeepClone()), seen, cancel),
        // Caddy finds no place 0 in an empty list.
        { All.Count: 0 } => Write(HttpMethod.Post, "routes", route, seen, cancel),
        _ => Write(HttpMethod.Put, "routes/0", route, seen, cancel),
    };

    public Task<Result<Done, CaddyFault>> Replace(CaddyRoutes seen, int place, JsonNode route, CancellationToken cancel) =>
        Write(HttpMethod.Patch, $"routes/{place}", route, seen, cancel);

    public Task<Result<Done, CaddyFault>> Remove(CaddyRoutes seen, int place, CancellationToken cancel) =>
        Write(HttpMethod.Delete, $"routes/{place}", null, seen, cancel);

    /// <summary>All of them at once, which costs Caddy as much as changing one.</summary>
    public Task<Result<Done, CaddyFault>> ReplaceAll(CaddyRoutes seen, JsonArray routes, CancellationToken cancel) =>
        Write(seen.HasList ? HttpMethod.Patch : HttpMethod.Put, "routes", routes, seen, cancel);

    /// <summary>
    /// Where Caddy has no such server; one that is there by now is left as it is. Caddy gets certificates for its hosts by itself, unless
    /// visitors come without TLS.
    /// </summary>
    public Task<Result<Done, CaddyFault>> MakeServer(JsonArray routes, bool isSecure, CancellationToken cancel)
    {
        var server = new JsonObject { ["listen"] = new JsonArray(options.Value.Listen), ["routes"] = routes };
        if (!isSecure) server["automatic_https"] = new JsonObject { ["disable"] = true };
        return Call(HttpMethod.Put, "", server, null, Written, cancel);
    }

    Task<Result<Done, CaddyFault>> Write(HttpMethod method, string path, JsonNode? body, CaddyRoutes seen, CancellationToken cancel) =>
        Call(method, path, body, seen.Tag, Written, cancel);

    async Task<Result<T, CaddyFault>> Call<T>(HttpMethod method, string path, JsonNode? body, string? tag,
        Func<HttpResponseMessage, byte[], Result<T, CaddyFault>> read, CancellationToken cancel)
    {
        var changes = method != HttpMethod.Get;
        return await connection.Value.Pipeline.Ask<Result<T, CaddyFault>>(changes, async within =>
        {
            using var request = new HttpRequestMessage(method,
                new Uri(Address.Root, $"config/apps/http/servers/{options.Value.Server}/{path}".TrimEnd('/')));
            if (body is not null) request.Content = JsonContent.Create(body);
            if (tag is not null) request.Headers.IfMatch.ParseAdd(tag);
            using var answer = await connection.Value.Http.SendAsync(request, within);
            return read(answer, await answer.Content.ReadAsByteArrayAsync(within));
        }, failure => CaddyFault.Of(failure, changes, Address), cancel);
    }

    Result<CaddyRoutes, CaddyFault> Read(HttpResponseMessage answer, byte[] body)
    {
        if (!answer.IsSuccessStatusCode)
        {
            var said = Said(answer, body);
            // Where a part of the way to them is missing, the server is.
            return said.Contains("invalid traversal path", StringComparison.Ordinal)
                ? CaddyRoutes.NoServer : CaddyFault.Of((int)answer.StatusCode, said, Address);
        }
        // Behind the body until Caddy 2.8, and a header from then on.
        var tag = answer.Headers.ETag?.ToString()
            ?? (answer.TrailingHeaders.TryGetValues("ETag", out var trailing) ? trailing.Single() : null);
        return CaddyRoutes.Of(body, tag) is { } routes ? routes
            : new CaddyFault(CaddyTrouble.Misconfigured,
                $"What answers at {Address} is not Caddy's admin API. Check OPSBOT_Caddy__AdminUrl.");
    }

    Result<Done, CaddyFault> Written(HttpResponseMessage answer, byte[] body) =>
        answer.IsSuccessStatusCode ? Done.It : CaddyFault.Of((int)answer.StatusCode, Said(answer, body), Address);

    static string Said(HttpResponseMessage answer, byte[] body)
    {
        try
        {
            if (JsonNode.Parse(body) is JsonObject error && error["error"] is JsonValue words)
                return words.ToString().Cut(300).TrimEnd('.');
        }
        catch (JsonException)
        {
            // Not Caddy's own words, then.
        }
        return $"HTTP {(int)answer.StatusCode}";
    }

    public void Dispose()
    {
        if (connection.IsValueCreated) connection.Value.Dispose();
    }

    /// <summary>It was written.</summary>
    public sealed record Done
    {
        internal static Done It { get; } = new();
    }

    sealed class Connection(CaddyOptions options, TimeProvider time) : IDisposable
    {
        public CaddyAddress Address { get; } = CaddyAddress.Parse(options.AdminUrl)
            ?? throw new InvalidOperationException("Without an admin address nobody asks Caddy.");

        public ResiliencePipeline Pipeline { get; } = OutsidePipeline.Of(
            // Its admin listener starts anew after every write, which cuts off whoever connects at that moment.
            options.CallTimeout, repeatAfter: TimeSpan.FromMilliseconds(150),
            // Short: whoever has just started it again does not want to wait.
            new(After: 10, For: TimeSpan.FromSeconds(5)), time);

        public HttpMessageInvoker Http { get; } = new(Handler(options));

        public void Dispose() => Http.Dispose();

        static SocketsHttpHandler Handler(CaddyOptions options)
        {
            var handler = new SocketsHttpHandler
            {
                ConnectTimeout = options.ConnectTimeout,
                // After each write Caddy's admin listener starts anew, and connections from before break.
                PooledConnectionLifetime = TimeSpan.Zero,
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
            };
            if (CaddyAddress.Parse(options.AdminUrl)?.SocketPath is { } path)
                handler.ConnectCallback = (_, cancel) => UnixSocket.Connect(path, cancel);
            return handler;
        }
    }
}
