using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using OpsBot.Sandbox;
using OpsBot.Sandbox.Slack;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Sandbox.Slack;

/// <summary>A workspace on its own web server, an app on another, and a clock that stands still.</summary>
public abstract class SlackTest : IAsyncLifetime
{
    protected const string Olivia = "U0OLIVIA01";
    protected const string Adam = "U0ADAM0002";

    readonly HttpClient http = new(new SocketsHttpHandler());
    StandIn<SlackWorld> slack = null!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;
    protected Clock Clock { get; } = new();
    protected PretendApp App { get; private set; } = null!;
    protected SlackWorld World => slack.World;
    protected Channel Ops => World.Channels.FindByName("ops")!;

    public async ValueTask InitializeAsync()
    {
        App = await PretendApp.Start();
        var world = Seed.Workspace(Clock, new AppManifest
        {
            Commands = [new() { Command = "/instance", Description = "Instances", Url = new Uri(App.Url, "commands") }],
            Shortcuts = [new() { Name = "Look up", Type = "message", CallbackId = "look_up" }],
            InteractivityUrl = new Uri(App.Url, "interactions"),
            OptionsUrl = new Uri(App.Url, "options"),
            EventsUrl = new Uri(App.Url, "events"),
        });
        slack = await SlackStandIn.Start(world, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        http.Dispose();
        await slack.DisposeAsync();
        await App.DisposeAsync();
    }

    /// <summary>Calls a method with the bot token and JSON.</summary>
    protected async Task<JsonObject> Call(string method, object arguments, string? token = null)
    {
        using var response = await Send(method,
            JsonContent.Create(arguments, MediaTypeHeaderValue.Parse("application/json; charset=utf-8")), token);
        return await Json(response);
    }

    /// <summary>Calls a method with the bot token and a form.</summary>
    protected async Task<JsonObject> CallForm(string method, string form)
    {
        using var response = await Send(method, new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded"));
        return await Json(response);
    }

    protected async Task<HttpResponseMessage> Send(string method, HttpContent content, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(slack.World.Address, method)) { Content = content };
        if (token is not "") request.Headers.Authorization = new("Bearer", token ?? World.App.BotToken);
        return await http.SendAsync(request, Cancel);
    }

    protected async Task<HttpResponseMessage> Post(string url, object json) => await http.PostAsJsonAsync(url, json, Cancel);

    protected async Task<HttpResponseMessage> PostBytes(string url, byte[] bytes) =>
        await http.PostAsync(url, new ByteArrayContent(bytes), Cancel);

    protected static async Task<JsonObject> Json(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!.AsObject();

    /// <summary>Types a command and gives the fields that the app got.</summary>
    protected async Task<IReadOnlyDictionary<string, string>> Command(string text)
    {
        Assert.True((await World.Type(Olivia, Ops.Id, text, Cancel)).Ok);
        return App.Received.Last().Form;
    }

    protected static object Modal(string blockId = "why", string callbackId = "reason") => new
    {
        type = "modal",
        callback_id = callbackId,
        title = new { type = "plain_text", text = "Stop acme-prod" },
        submit = new { type = "plain_text", text = "Stop" },
        blocks = new object[]
        {
            new
            {
                type = "input",
                block_id = blockId,
                label = new { type = "plain_text", text = "Reason" },
                element = new { type = "plain_text_input", action_id = "text" },
            },
        },
    };

    /// <summary>Fails rather than hangs when the clock was moved and nothing came of it.</summary>
    protected static Task<T> InTime<T>(Task<T> task) => task.WaitAsync(Eventually.Patience, TimeProvider.System, Cancel);

    protected static string ErrorOf(JsonObject reply) => (string?)reply["error"] ?? "none";
}
