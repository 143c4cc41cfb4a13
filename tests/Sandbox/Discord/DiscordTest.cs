using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpsBot.Sandbox;
using OpsBot.Sandbox.Discord;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Sandbox.Discord;

/// <summary>A server with its API on a web server, an app on its gateway, and a clock that stands still.</summary>
public abstract class DiscordTest : IAsyncLifetime
{
    protected const string Olivia = Seed.Olivia;
    protected const string Adam = Seed.Adam;

    protected const string Commands = """
        [{"name":"instance","description":"Instances","options":[
           {"type":1,"name":"stop","description":"Stop one","options":[
             {"type":3,"name":"instance","description":"Which","required":true,"autocomplete":true},
             {"type":5,"name":"force","description":"Do not wait"}]},
           {"type":2,"name":"log","description":"Logs","options":[{"type":1,"name":"show","description":"Show"}]},
           {"type":1,"name":"list","description":"List them","options":[
             {"type":4,"name":"size","description":"How many","min_value":1,"max_value":50},
             {"type":3,"name":"state","description":"Which","choices":[{"name":"Running","value":"run"},{"name":"Stopped","value":"stop"}]},
             {"type":6,"name":"owner","description":"Whose"},
             {"type":7,"name":"where","description":"Channel"},
             {"type":3,"name":"label","description":"Label","min_length":2,"max_length":5}]}]},
         {"name":"Look up","type":3}]
        """;

    readonly HttpClient http = new(new SocketsHttpHandler());
    StandIn<DiscordWorld> discord = null!;
    GatewayClient? app;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;
    protected Clock Clock { get; } = new();
    protected DiscordWorld World => discord.World;
    protected Channel Ops => World.Channels.FindByName("ops")!;

    public virtual async ValueTask InitializeAsync()
    {
        discord = await DiscordStandIn.Start(Seed.Guild(Clock), Cancel);
        World.Commands.Replace(World.Guild.Id, JsonNode.Parse(Commands)!.AsArray());
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        http.Dispose();
        app?.Dispose();
        await discord.DisposeAsync();
    }

    /// <summary>Calls a route with the bot's token; fails unless it answers this status.</summary>
    protected async Task<JsonNode?> Call(string verb, string path, object? body = null, int status = 200)
    {
        using var response = await Send(verb, path, body is null ? null : JsonContent(body));
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(status == (int)response.StatusCode, $"{verb} {path} answered {(int)response.StatusCode}: {text}");
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    /// <summary>The status and Discord's code that a call is refused with.</summary>
    protected async Task<(int Status, int Code)> Refusal(string verb, string path, object? body = null)
    {
        using var response = await Send(verb, path, body is null ? null : JsonContent(body));
        var json = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!;
        return ((int)response.StatusCode, (int)json["code"]!);
    }

    protected async Task<HttpResponseMessage> Send(string verb, string path, HttpContent? content = null, string? authorization = null,
        string userAgent = "DiscordBot (https://example.com, 1.0)")
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), new Uri(World.Address, path)) { Content = content };
        if ((authorization ?? $"Bot {World.App.Token}") is { Length: > 0 } token)
            request.Headers.TryAddWithoutValidation("Authorization", token);
        if (userAgent.Length > 0) request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        return await http.SendAsync(request, Cancel);
    }

    protected static HttpContent JsonContent(object body) =>
        new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, MediaTypeHeaderValue.Parse("application/json"));

    protected Task<JsonNode?> Post(string content) => Call("POST", $"channels/{Ops.Id}/messages", new { content });

    /// <summary>A connection that has identified itself and read READY.</summary>
    protected async Task<GatewayClient> Identified()
    {
        var client = await GatewayClient.Connect(World.GatewayUrl);
        Assert.Equal(10, (int)(await client.Read())["op"]!);
        await client.Send(2, Identity());
        Assert.Equal("READY", (string?)(await client.Read())["t"]);
        return client;
    }

    protected object Identity(string? token = null, object? intents = null) =>
        new { token = token ?? World.App.Token, intents = intents ?? 0,
            properties = new { os = "linux", browser = "test", device = "test" } };

    /// <summary>The payload of the next interaction that the app is told of; connects first where nobody has.</summary>
    protected async Task<JsonObject> NextInteraction()
    {
        var frame = await app!.Read();
        Assert.Equal("INTERACTION_CREATE", (string?)frame["t"]);
        return frame["d"]!.AsObject();
    }

    protected async Task<JsonObject> Interact(Func<Task> act)
    {
        app ??= await Identified();
        _ = act();
        return await NextInteraction();
    }

    /// <summary>Olivia runs a command, and the app learns of it.</summary>
    protected Task<JsonObject> Run(string command = "/instance list") => Interact(() => World.Type(Olivia, Ops.Id, command, Cancel));

    protected static string Callback(JsonObject interaction) => $"interactions/{interaction["id"]}/{interaction["token"]}/callback";

    protected string Webhook(JsonObject interaction, string? message = null) =>
        $"webhooks/{World.App.ApplicationId}/{interaction["token"]}{(message is null ? "" : $"/messages/{message}")}";

    protected Task<JsonNode?> Respond(JsonObject interaction, object response) =>
        Call("POST", Callback(interaction), response, (int)HttpStatusCode.NoContent);

    /// <summary>Runs an act whose app answers like this, and gives what became of it.</summary>
    protected async Task<T> Answered<T>(Func<Task<T>> act, object response)
    {
        Task<T> acting = null!;
        await Respond(await Interact(() => acting = act()), response);
        return await InTime(acting);
    }

    /// <summary>Fails rather than hangs when the clock was moved and nothing came of it.</summary>
    protected static Task<T> InTime<T>(Task<T> task) => task.WaitAsync(Eventually.Patience, TimeProvider.System, Cancel);

    protected static object Text(string content, int flags = 1 << 15) => new { flags, components = new[] { new { type = 10, content } } };
}
