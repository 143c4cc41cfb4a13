using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using OpsBot.Core.Routing;
using OpsBot.Core.Servers;
using OpsBot.Core.Servers.Nodes;
using OpsBot.Core.Servers.Secrets;
using OpsBot.Core.Values;
using Polly;

namespace OpsBot.Core.Clients.Node;

/// <summary>One request to a node. <paramref name="Doing"/> completes "could not …".</summary>
sealed record NodeCall(HttpMethod Method, string Path, string Doing)
{
    public HttpContent? Body { get; init; }

    public bool Changes => Method != HttpMethod.Get;
}

/// <summary>Calls the nodes of servers, one method per need: docs/node.md.</summary>
sealed class NodeClient(IOptions<ServersOptions> options, TimeProvider time) : INode, IDisposable
{
    internal const string SecretHeader = "X-Instance-Secret";

    // A node's answers are a few hundred bytes.
    const long LongestAnswer = 64_000;

    readonly HttpMessageInvoker http = new(new SocketsHttpHandler
    {
        ConnectTimeout = TimeSpan.FromSeconds(5),
        // Each is asked now and then, and starts anew between.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5),
        // The secret goes where it was sent, and nowhere else.
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
    });

    readonly ResiliencePipeline pipeline = OutsidePipeline.Of(
        options.Value.CallTimeout, repeatAfter: TimeSpan.FromMilliseconds(200), breaks: null, time);

    ServicePorts Ports => options.Value.Ports;

    public Task<Result<ServicesSeen, NodeFault>> Health(NodeTarget node, CancellationToken cancel) => Call(
        node, new(HttpMethod.Get, "api/internal/health", "ask how its services are"), NodeJson.Default.ServicesSeen, cancel);

    public async Task<Result<ServicesSeen, NodeFault>> Knock(NodeTarget node, CancellationToken cancel)
    {
        var answers = await Task.WhenAll(Answers(node, Ports.Convex, "version", cancel),
            Answers(node, Ports.Web, "", cancel), Answers(node, Ports.Mta, "health", cancel));
        return new ServicesSeen(answers[0], answers[1], answers[2]);
    }

    public Task<Result<NodeUpdate, NodeFault>> Update(NodeTarget node, string version, CancellationToken cancel) => Call(
        node, new(HttpMethod.Post, "api/self-update", $"begin the update to {version}")
        {
            Body = JsonContent.Create(new UpdateWanted(version), NodeJson.Default.UpdateWanted),
        }, NodeJson.Default.NodeUpdate, cancel);

    public Task<Result<NodeUpdate, NodeFault>> UpdateProgress(NodeTarget node, CancellationToken cancel) => Call(
        node, new(HttpMethod.Get, "api/self-update", "ask how far its update has come"), NodeJson.Default.NodeUpdate, cancel);

    public Task<Result<Accepted, NodeFault>> RotateSecrets(NodeTarget node, ServerSecrets next, CancellationToken cancel) => Call(
        node, new(HttpMethod.Post, "api/internal/rotate-env", "change its secrets")
        {
            Body = JsonContent.Create(SecretName.All.ToDictionary(name => name.Variable, name => next[name]),
                NodeJson.Default.DictionaryStringString),
        }, NodeJson.Default.Accepted, cancel);

    public Task<Result<Accepted, NodeFault>> ConfigureIp(NodeTarget node, string ip, IpChange change, CancellationToken cancel) => Call(
        node, new(HttpMethod.Post, "api/internal/configure-ip", change == IpChange.Add ? $"make it answer at {ip}" : $"take {ip} off it")
        {
            Body = JsonContent.Create(new IpWanted(ip, change.Snake()), NodeJson.Default.IpWanted),
        }, NodeJson.Default.Accepted, cancel);

    public void Dispose() => http.Dispose();

    Task<Result<T, NodeFault>> Call<T>(NodeTarget node, NodeCall call, JsonTypeInfo<T> answer, CancellationToken cancel) where T : class =>
        pipeline.Ask<Result<T, NodeFault>>(call.Changes, async within =>
        {
            using var request = new HttpRequestMessage(call.Method, At(node, Ports.Web, call.Path)) { Content = call.Body };
            request.Headers.TryAddWithoutValidation(SecretHeader, node.Secret);
            using var response = await http.SendAsync(request, within);
            await response.Content.LoadIntoBufferAsync(LongestAnswer, within);
            var body = await response.Content.ReadAsByteArrayAsync(within);
            return response.IsSuccessStatusCode && Read(body, answer) is { } read ? read : NodeFaults.Of(node, call, response, body);
        }, failure => NodeFaults.Of(node, call, failure), cancel);

    /// <summary>Whatever it says of itself: what is not well answers with an error.</summary>
    async Task<bool> Answers(NodeTarget node, int port, string path, CancellationToken cancel) => await pipeline.Ask(false, async within =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, At(node, port, path));
        using var response = await http.SendAsync(request, within);
        return response.IsSuccessStatusCode;
    }, _ => false, cancel);

    static Uri At(NodeTarget node, int port, string path) => new($"http://{Route.To(node.Address, port)}/{path}");

    internal static T? Read<T>(byte[] body, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
