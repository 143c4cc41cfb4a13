using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OpsBot.Sandbox;
using OpsBot.Sandbox.Cloud;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Sandbox.Cloud;

/// <summary>A pretend Hetzner of one's own, called with its token.</summary>
public abstract class CloudTest : IAsyncLifetime
{
    StandIn<CloudWorld> cloud = null!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected Clock Clock { get; } = new();

    protected HttpClient Http { get; } = new(new SocketsHttpHandler());

    protected CloudWorld World => cloud.World;

    public async ValueTask InitializeAsync()
    {
        cloud = await CloudStandIn.Start(new CloudWorld(Clock), Cancel);
        Http.BaseAddress = World.ApiUrl;
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", World.Token);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await cloud.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected async Task<(int Status, JsonNode Body)> Call(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = JsonContent.Create(body, body.GetType());
        using var answer = await Http.SendAsync(request, Cancel);
        Assert.NotEmpty(answer.Headers.GetValues("X-Correlation-Id"));
        return ((int)answer.StatusCode,
            answer.StatusCode == HttpStatusCode.NoContent ? new JsonObject() : (await answer.Content.ReadFromJsonAsync<JsonNode>(Cancel))!);
    }

    protected Task<(int Status, JsonNode Body)> Get(string path) => Call(HttpMethod.Get, path);

    protected Task<(int Status, JsonNode Body)> Post(string path, object body) => Call(HttpMethod.Post, path, body);

    protected Task<(int Status, JsonNode Body)> Delete(string path) => Call(HttpMethod.Delete, path);

    /// <summary>Long enough for whatever was begun.</summary>
    protected void Later() => Clock.Advance(TimeSpan.FromSeconds(20));

    protected static string? Code((int Status, JsonNode Body) answer) => (string?)answer.Body["error"]?["code"];

    protected static JsonObject Order(string field = "", JsonNode? value = null)
    {
        var order = new JsonObject
        {
            ["name"] = "acme", ["server_type"] = "cx23", ["image"] = "debian-12", ["location"] = "nbg1",
            ["ssh_keys"] = new JsonArray((JsonNode)1), ["labels"] = new JsonObject { ["opsbot-job"] = "j1" },
        };
        if (field != "") order[field] = value;
        return order;
    }

    protected async Task<long> Ordered()
    {
        var id = (long)(await Post("servers", Order())).Body["server"]!["id"]!;
        Later();
        return id;
    }
}
