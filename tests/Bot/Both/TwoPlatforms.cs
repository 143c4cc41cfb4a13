using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OpsBot.Bot.Slack;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;
using OpsBot.Sandbox;
using OpsBot.Sandbox.Slack;
using OpsBot.Tests.Bot.Discord;
using OpsBot.Tests.Bot.Slack;
using OpsBot.Tests.Testing;
using Outcome = OpsBot.Sandbox.Slack.Outcome;
using Rule = OpsBot.Core.Approvals.Rule;

namespace OpsBot.Tests.Bot.Both;

/// <summary>One bot, one database, and the same people in a pretend Slack workspace and a pretend Discord server.</summary>
public sealed class TwoPlatforms : IAsyncDisposable
{
    readonly StandIn<SlackWorld> slack;

    TwoPlatforms(StandIn<SlackWorld> slack, Server discord) => (this.slack, Discord) = (slack, discord);

    public Server Discord { get; }

    public SlackWorld Slack => slack.World;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<TwoPlatforms> Open(Postgres postgres)
    {
        var world = Seed.Workspace(TimeProvider.System, new AppManifest());
        world.RateLimits.Enabled = false;
        world.Courier.Patience = TimeSpan.FromSeconds(30);
        var slack = await SlackStandIn.Start(world, Cancel);
        var discord = await Server.Open(postgres, settings: server =>
        [
            .. Workspace.Settings(world, slack.World.Address, sockets: false).Select(setting => (setting.Key, setting.Value ?? "")),
            .. new[] { "Approvals", "Alerts", "Billing", "Audit" }.Select(purpose => ($"Channels:{purpose}",
                $"{world.Channels.FindByName(purpose.ToLowerInvariant())!.Id},{server.Channel(purpose.ToLowerInvariant())}")),
        ]);
        Assert.Empty(
            ReadManifest.From(SlackManifest.Json(discord.Services.GetRequiredService<Catalog>(), discord.Address), out var manifest));
        world.App = world.App with { Manifest = manifest, Scopes = [.. SlackManifest.Scopes] };
        var both = new TwoPlatforms(slack, discord);
        await both.Link("olivia", Workspace.Olivia);
        await both.Link("adam", Workspace.Adam);
        await both.Link("ruth", Workspace.Ruth);
        await both.AskBeforeRolesChange();
        return both;
    }

    /// <summary>The newest message from the bot in Slack that the person can see there, once it says that.</summary>
    public Task<Message> SeesInSlack(string person, string words, string channel = "ops") => Eventually.Get(() => Task.FromResult(
        Slack.Messages.In(channel.StartsWith('D') ? channel : Slack.Channels.FindByName(channel)!.Id, person)
            .LastOrDefault(message => message.UserId == Slack.App.BotUserId
                && Workspace.Shown(message).Contains(words, StringComparison.Ordinal))), what: $"{person} sees “{words}” in {channel}");

    public Task<Outcome> TypeInSlack(string person, string line, string channel = "ops") =>
        Slack.Type(person, Slack.Channels.FindByName(channel)!.Id, line, Cancel);

    public Task<Outcome> PressInSlack(string person, Message message, string label)
    {
        var (block, element) = message.Blocks!.OfType<JsonObject>()
            .SelectMany(each => (each["elements"] as JsonArray ?? []).OfType<JsonObject>().Select(one => (each, one)))
            .First(pair => (string?)pair.one["type"] == "button" && (string?)pair.one["text"]!["text"] == label);
        return Slack.Click(person, Container.Of(message), (string)block["block_id"]!, (string)element["action_id"]!, Cancel);
    }

    /// <summary>An operation that takes a second person and needs no server to run on.</summary>
    async Task AskBeforeRolesChange()
    {
        await using var db = await Discord.Database.Source.OpenConnectionAsync(Cancel);
        await db.Execute(
            "insert into policies (version, rules, changed_by, trail, changed_at) select 1, @Rules, id, @Trail, @Now from operators where handle = 'ruth'",
            new { Rules = Json.Text<IReadOnlyList<Rule>>([new("admin role", Guard.Approval)]), Trail = Guid.CreateVersion7(),
                Now = TimeProvider.System.GetUtcNow() }, Cancel);
    }

    async Task Link(string handle, string account)
    {
        await using var db = await Discord.Database.Source.OpenConnectionAsync(Cancel);
        await db.Execute(
            "insert into chat_accounts (platform, account_id, operator_id, name, linked_at) select 'slack', @account, id, @handle, @Now from operators where handle = @handle",
            new { account, handle, Now = TimeProvider.System.GetUtcNow() }, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await Discord.DisposeAsync();
        await slack.DisposeAsync();
    }
}
