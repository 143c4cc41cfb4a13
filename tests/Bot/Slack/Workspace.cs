using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpsBot.Bot.Slack;
using OpsBot.Core.Access;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Sandbox;
using OpsBot.Sandbox.Slack;
using OpsBot.Tests.Testing;
using Message = OpsBot.Sandbox.Slack.Message;
using Outcome = OpsBot.Sandbox.Slack.Outcome;

namespace OpsBot.Tests.Bot.Slack;

/// <summary>
/// A pretend Slack workspace with a real bot in it: signed HTTP or sockets one way, the Web API the other, a database of its own.
/// </summary>
public sealed class Workspace : IAsyncDisposable
{
    public const string Olivia = "U0OLIVIA01";
    public const string Adam = "U0ADAM0002";
    public const string Ruth = "U0RUTH0004";
    public const string Niko = "U0NIKO0005";

    readonly StandIn<SlackWorld> slack;
    WebApplication? bot;

    Workspace(StandIn<SlackWorld> slack, Database database) => (this.slack, Database) = (slack, database);

    public SlackWorld World => slack.World;

    public Database Database { get; }

    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    public IServiceProvider Services => bot!.Services;

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<Workspace> Open(
        Postgres postgres, bool sockets = false, ILoggerProvider? log = null, params KeyValuePair<string, string?>[] settings)
    {
        var world = Seed.Workspace(TimeProvider.System, new AppManifest { SocketMode = sockets });
        // Not what these tests are about, and they speak faster than people.
        world.RateLimits.Enabled = false;
        world.Courier.Patience = TimeSpan.FromSeconds(30);
        var workspace = new Workspace(await SlackStandIn.Start(world, Cancel), await postgres.NewDatabase());
        await workspace.Employ(Olivia, "olivia", Role.Operator);
        await workspace.Employ(Adam, "adam", Role.Admin);
        await workspace.Employ(Ruth, "ruth", Role.SuperAdmin);
        await workspace.StartBot(sockets, settings, log);
        return workspace;
    }

    public string Channel(string name) => World.Channels.FindByName(name)!.Id;

    public string Direct(string person) => World.Channels.DirectMessage(person, World.App.BotUserId).Id;

    public Task<Outcome> Type(string person, string line, string channel = "ops") =>
        World.Type(person, channel.StartsWith('D') ? channel : Channel(channel), line, Cancel);

    /// <summary>The newest message from the bot that the person can see there, once it says that.</summary>
    public Task<Message> Sees(string person, string words, string channel = "ops") => Eventually.Get(() =>
        Task.FromResult(World.Messages.In(channel.StartsWith('D') ? channel : Channel(channel), person)
            .LastOrDefault(message => message.UserId == World.App.BotUserId && Shown(message).Contains(words, StringComparison.Ordinal))),
            what: $"{person} sees “{words}” in {channel}");

    /// <summary>The form that the person has asked for, where so many ways to one are known already.</summary>
    public Task<View> SeesModal(string person, int offers = 0) => World.SeesForm(person, offers);

    public static string Shown(Message message) => (message.Blocks?.ToJsonString() ?? "") + message.Text;

    /// <summary>Presses the button with that label.</summary>
    public Task<Outcome> Press(string person, Message message, string label) =>
        Press(person, Container.Of(message), message.Blocks!, label);

    public Task<Outcome> Press(string person, View view, string label) => Press(person, Container.Of(view), view.Blocks, label);

    Task<Outcome> Press(string person, Container at, JsonArray blocks, string label)
    {
        var (block, element) = blocks.OfType<JsonObject>()
            .SelectMany(each => (each["elements"] as JsonArray ?? []).OfType<JsonObject>().Select(one => (each, one)))
            .First(pair => (string?)pair.one["type"] == "button" && (string?)pair.one["text"]!["text"] == label);
        return World.Click(person, at, (string)block["block_id"]!, (string)element["action_id"]!, Cancel);
    }

    public async Task Employ(string account, string handle, Role role)
    {
        await using var db = await Database.Source.OpenConnectionAsync(Cancel);
        var id = OpsBot.Core.Values.Ids.New<OperatorId>(TimeProvider.System);
        await db.Execute("insert into operators (id, handle, name, role, created_at) values (@id, @handle, @handle, @role, @At)",
            new { id, handle, role, At = TimeProvider.System.GetUtcNow() }, Cancel);
        await db.Execute(
            "insert into chat_accounts (platform, account_id, operator_id, name, linked_at) values ('slack', @account, @id, @handle, @At)",
            new { account, id, handle, At = TimeProvider.System.GetUtcNow() }, Cancel);
    }

    public async Task<long> Count(string table)
    {
        await using var command = Database.Source.CreateCommand($"select count(*) from {table}");
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }

    public static Dictionary<string, string?> Settings(SlackWorld world, Uri apiUrl, bool sockets) => new()
    {
        ["Slack:SigningSecret"] = world.App.SigningSecret,
        ["Slack:BotToken"] = world.App.BotToken,
        ["Slack:AppToken"] = sockets ? world.App.AppToken : "",
        ["Slack:AppId"] = world.App.Id,
        ["Slack:TeamId"] = world.TeamId,
        ["Slack:ApiUrl"] = apiUrl.AbsoluteUri,
        ["Slack:AnswerHosts"] = apiUrl.Authority,
    };

    async Task StartBot(bool sockets, IEnumerable<KeyValuePair<string, string?>> settings, ILoggerProvider? log)
    {
        var app = World.App;
        bot = await BotInside.Start(Database.ConnectionString,
        [
            .. Settings(World, slack.World.Address, sockets),
            new("Channels:Approvals", Channel("approvals")), new("Channels:Alerts", Channel("alerts")),
                new("Channels:Billing", Channel("billing")), new("Channels:Audit", Channel("audit")),
            new("Audit:Key", Convert.ToBase64String(new byte[32])),
            .. settings,
        ], log);
        Address = new(bot.Urls.First());
        Assert.Empty(
            ReadManifest.From(SlackManifest.Json(bot.Services.GetRequiredService<Catalog>(), sockets ? null : Address), out var manifest));
        World.App = app with { Manifest = manifest, Scopes = [.. SlackManifest.Scopes] };
        if (sockets) await Eventually.Equal(2, () => World.Sockets.Count);
    }

    public async ValueTask DisposeAsync()
    {
        if (bot is not null) await BotInside.Stop(bot);
        await slack.DisposeAsync();
        await Database.DisposeAsync();
    }
}
