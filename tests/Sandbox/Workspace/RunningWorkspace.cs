using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using OpsBot.Sandbox.Slack;
using OpsBot.Sandbox.Trouble;
using OpsBot.Sandbox.Workspace;

namespace OpsBot.Tests.Sandbox.Workspace;

/// <summary>The browser workspace on a free port, with an app that answers as the test says.</summary>
sealed class RunningWorkspace : IAsyncDisposable
{
    readonly WebApplication host;

    RunningWorkspace(WebApplication host, SlackWorld world, OpsBot.Sandbox.Discord.DiscordWorld discord) =>
        (this.host, World, Discord) = (host, world, discord);

    public SlackWorld World { get; }
    public OpsBot.Sandbox.Discord.DiscordWorld Discord { get; }
    public PretendDiscordApp DiscordApp => field ??= new(Discord);
    public TroubleBoard Trouble => host.Services.GetRequiredService<TroubleBoard>();
    public OpsBot.Sandbox.Mails.Mailbox Mails => host.Services.GetRequiredService<OpsBot.Sandbox.Mails.Mailbox>();
    public string Url => host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>What the app was sent, newest last.</summary>
    public ConcurrentQueue<JsonObject> Received { get; } = new();

    /// <summary>What the app answers to a command, a click, a form or a search.</summary>
    public Func<JsonObject, Task<JsonObject?>> Answer { get; set; } = _ => Task.FromResult<JsonObject?>(null);

    public Person Person(string name) => World.People.FindByName(name)!;

    public Channel Channel(string name) => World.Channels.FindByName(name)!;

    /// <summary>A window of this person at this place, ready to be used.</summary>
    public async Task<IPage> Open(Task<IPage> window, string place, string person)
    {
        var page = await window;
        await page.GotoAsync($"{Url}/{place}?as={person}");
        await page.Locator("html[data-ready]").WaitForAsync();
        return page;
    }

    public static async Task<RunningWorkspace> Start(int port = 0)
    {
        var world = Seed.Workspace(TimeProvider.System, new AppManifest());
        var discord = OpsBot.Sandbox.Discord.Seed.Guild(TimeProvider.System);
        // A busy machine is slower than Slack and Discord are patient.
        world.Courier.Patience = discord.Interactions.Patience = TimeSpan.FromSeconds(30);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Services.AddSingleton(world).AddSingleton(discord);
        builder.AddWorkspace();
        var app = builder.Build();
        app.UseWebSockets();
        app.MapWorkspace();
        OpsBot.Sandbox.Discord.MapDiscord.MapDiscordApi(app, discord, "/discord-api");
        var running = new RunningWorkspace(app, world, discord);
        app.MapPost("/app", running.Receive).DisableAntiforgery();
        app.MapPost("/discord-app", running.DiscordApp.Receive);
        await app.StartAsync(TestContext.Current.CancellationToken);
        running.Install();
        running.DiscordApp.Install(new(running.Url + "/discord-app"));
        return running;
    }

    async Task<IResult> Receive(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        var sent = form.ContainsKey("payload")
            ? JsonNode.Parse(form["payload"].ToString())!.AsObject()
            : new JsonObject(form.Select(field => KeyValuePair.Create(field.Key, (JsonNode?)field.Value.ToString())));
        Received.Enqueue(sent);
        return await Answer(sent) is { } answer ? Results.Json(answer) : Results.Ok();
    }

    void Install()
    {
        var app = new Uri(Url + "/app");
        ManifestCommand Command(string name, string description, string hint) =>
            new() { Command = name, Description = description, UsageHint = hint, Url = app };
        World.App = World.App with
        {
            Manifest = new()
            {
                InteractivityUrl = app,
                OptionsUrl = app,
                BotEvents = [],
                Commands =
                [
                    Command("/instance", "Look at and run customers' instances",
                        "list | show | start | stop | restart | logs | backup | delete"),
                    Command("/approval", "Decide what waits for a second pair of eyes", "list | show | approve | deny | cancel"),
                    Command("/audit", "Search, export and verify the audit trail", "search | show | export | verify"),
                    Command("/ops", "Help, setup, and who you are", "help | whoami | setup"),
                ],
                Shortcuts = [new() { Name = "Look up in OpsBot", Type = "message", CallbackId = "look_up" }],
            },
        };
    }

    public Message Say(string channel, string person, string text, string? thread = null) => World.Messages.Put(new()
    {
        ChannelId = Channel(channel).Id,
        Ts = World.Ids.Ts(),
        UserId = Person(person).Id,
        Text = text,
        ThreadTs = thread,
        SentAt = TimeProvider.System.GetUtcNow(),
    });

    /// <summary>A message of the app; ids that Slack would make are filled in.</summary>
    public Message Post(string channel, string blocks, string? onlyTo = null, string? text = null) => World.Messages.Put(new()
    {
        ChannelId = Channel(channel).Id,
        Ts = World.Ids.Ts(),
        UserId = World.App.BotUserId,
        BotId = World.App.BotId,
        AppId = World.App.Id,
        Text = text ?? "",
        Blocks = Blocks(blocks),
        SentAt = TimeProvider.System.GetUtcNow(),
        EphemeralTo = onlyTo is null ? null : Person(onlyTo).Id,
    });

    public View Open(string person, string title, string blocks, string submit = "Save") => Show(person, "modal", title, blocks, submit);

    public View Publish(string person, string blocks) => Show(person, "home", "", blocks, null);

    View Show(string person, string type, string title, string blocks, string? submit)
    {
        var id = Ids.New("V");
        var json = Blocks(blocks);
        var view = new View
        {
            Id = id,
            RootViewId = id,
            PersonId = Person(person).Id,
            Type = type,
            Hash = "1",
            Blocks = json,
            Title = title,
            Submit = submit,
            State = InputState.Initial(json),
        };
        if (type == "home")
            World.Views.Publish(view);
        else
            World.Views.Open(view);
        return view;
    }

    static JsonArray Blocks(string json)
    {
        var blocks = JsonNode.Parse(json)!.AsArray();
        foreach (var (i, block) in blocks.OfType<JsonObject>().Index())
            block["block_id"] ??= string.Create(CultureInfo.InvariantCulture, $"b{i}");
        return blocks;
    }

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        await Discord.DisposeAsync();
        await host.DisposeAsync();
    }
}
