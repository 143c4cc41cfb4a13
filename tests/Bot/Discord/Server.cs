using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpsBot.Bot.Discord;
using OpsBot.Core.Access;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;
using OpsBot.Sandbox;
using OpsBot.Sandbox.Discord;
using OpsBot.Tests.Testing;
using Message = OpsBot.Sandbox.Discord.Message;
using Outcome = OpsBot.Sandbox.Discord.Outcome;
using Seed = OpsBot.Sandbox.Discord.Seed;

namespace OpsBot.Tests.Bot.Discord;

/// <summary>
/// A pretend Discord server with a real bot in it: gateway or signed HTTP one way, the REST API the other, a database of its own.
/// </summary>
public sealed class Server : IAsyncDisposable
{
    readonly StandIn<DiscordWorld> discord;
    readonly List<WebApplication> bots = [];

    Server(StandIn<DiscordWorld> discord, Database database) => (this.discord, Database) = (discord, database);

    public DiscordWorld World => discord.World;

    public Database Database { get; }

    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    public IServiceProvider Services => bots[^1].Services;

    public string Olivia => Id("olivia");

    public string Adam => Id("adam");

    public string Ruth => Id("ruth");

    public string Niko => Id("niko");

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<Server> Open(
        Postgres postgres, bool http = false, Func<Server, IEnumerable<(string Name, string Value)>>? settings = null)
    {
        var world = Seed.Guild(TimeProvider.System);
        // Not what these tests are about, and they speak faster than people.
        world.RateLimits.Enabled = false;
        world.Interactions.Patience = TimeSpan.FromSeconds(30);
        var server = new Server(await DiscordStandIn.Start(world, Cancel), await postgres.NewDatabase());
        await server.Employ("olivia", Role.Operator);
        await server.Employ("adam", Role.Admin);
        await server.Employ("ruth", Role.SuperAdmin);
        await server.StartBot(http, [.. settings?.Invoke(server) ?? []]);
        return server;
    }

    public string Id(string username) => World.People.FindByName(username)!.Id;

    public string Channel(string name) => World.Channels.FindByName(name)!.Id;

    public string Direct(string person) => World.Channels.DirectMessage(person).Id;

    public Task<Outcome> Run(string person, string command, string channel = "ops", params (string Name, string Value)[] options) =>
        World.RunCommand(
            person, World.Where(channel), command, options.ToDictionary(option => option.Name, option => option.Value), Cancel);

    public Task<Message> Sees(string person, string words, string channel = "ops") => World.Sees(person, words, channel);

    public async Task<Modal> SeesModal(string person, string words = "", string channel = "ops")
    {
        var modal = await World.SeesForm(person, channel);
        // As it is shown: what is escaped is read without its backslashes.
        var shown = string.Join('\n', Shape.Texts(modal.Components).Select(MarkdownReader.Shown));
        Assert.Contains(words, $"{modal.Title}\n{shown}\n{modal.Components.ToJsonString(Json.Options)}", StringComparison.Ordinal);
        return modal;
    }

    public Task<Outcome> Press(string person, Message message, string label) => World.Presses(person, message, label);

    public async Task<OperatorId> Employ(string username, Role role)
    {
        await using var db = await Database.Source.OpenConnectionAsync(Cancel);
        var id = OpsBot.Core.Values.Ids.New<OperatorId>(TimeProvider.System);
        await db.Execute("insert into operators (id, handle, name, role, created_at) values (@id, @username, @username, @role, @At)",
            new { id, username, role, At = TimeProvider.System.GetUtcNow() }, Cancel);
        await db.Execute(
            """
            insert into chat_accounts (platform, account_id, operator_id, name, linked_at)
            values ('discord', @Account, @id, @username, @At)
            """,
            new { Account = Id(username), id, username, At = TimeProvider.System.GetUtcNow() }, Cancel);
        return id;
    }

    public async Task<long> Count(string table)
    {
        await using var command = Database.Source.CreateCommand($"select count(*) from {table}");
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }

    public Dictionary<string, string?> Settings(bool http = false) => new()
    {
        ["Discord:Token"] = World.App.Token,
        ["Discord:ApplicationId"] = World.App.ApplicationId,
        ["Discord:GuildId"] = World.Guild.Id,
        ["Discord:PublicKey"] = http ? World.App.PublicKey : "",
        ["Discord:UseGateway"] = http ? "false" : "true",
        ["Discord:ApiUrl"] = discord.World.Address.AbsoluteUri,
        ["Discord:GatewayUrl"] = discord.World.GatewayUrl.AbsoluteUri,
        ["Channels:Approvals"] = Channel("approvals"),
        ["Channels:Alerts"] = Channel("alerts"),
        ["Channels:Billing"] = Channel("billing"),
        ["Channels:Audit"] = Channel("audit"),
    };

    /// <summary>One more bot on the same database.</summary>
    public async Task StartBot(bool http = false, params (string Name, string Value)[] settings)
    {
        var more = settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value));
        var bot = await BotInside.Start(Database.ConnectionString, [.. Settings(http), .. more]);
        bots.Add(bot);
        Address = new(bot.Urls.First());
        World.Commands.Replace(World.Guild.Id, DiscordCommands.Of(bot.Services.GetRequiredService<Catalog>()));
        if (http) Assert.True((await World.SetInteractionsUrl(new Uri(Address, "/discord/interactions"), Cancel)).Ok);
        else await Eventually.True(() => bots.Any(one => one.Services.GetRequiredService<GatewayDuty>().IsListening));
    }

    public async Task StopBot(int number = 0)
    {
        var bot = bots[number];
        bots.RemoveAt(number);
        await BotInside.Stop(bot);
    }

    public async ValueTask DisposeAsync()
    {
        while (bots.Count > 0) await StopBot();
        await discord.DisposeAsync();
        await Database.DisposeAsync();
    }
}
