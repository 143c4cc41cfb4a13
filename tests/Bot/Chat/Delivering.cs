using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OpsBot.Bot.Chat;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Bot.Chat;

/// <summary>Says things as the Runner does, and delivers them as the bot does, to one pretend platform.</summary>
public abstract class Delivering(Postgres postgres) : IAsyncLifetime
{
    OpsBot.Tests.Testing.Database database = null!;

    protected NpgsqlDataSource Source => database.Source;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected Chat Chat { get; } = new();

    protected Clock Clock { get; } = new();

    public async ValueTask InitializeAsync() => database = await postgres.NewDatabase();

    /// <summary>A process that delivers; disposing it stops it as a restart would.</summary>
    private protected async Task<BackgroundService> Deliverer(TimeProvider? time = null, Chat? chat = null, Outbox? own = null)
    {
        var inbox = new Inbox(database.Source, TimeProvider.System, new(), NullLogger<Inbox>.Instance);
        // Each has an outbox of its own, as two processes have: they find each other's messages by LISTEN or by looking.
        var outbox = own ?? Outbox();
        var delivery = new Delivery([chat ?? Chat], new Deliveries(database.Source, time ?? Clock, new()), outbox, inbox, time ?? Clock,
            NullLogger<Delivery>.Instance);
        var listener = new OutboxListener(database.Source, outbox, TimeProvider.System, NullLogger<OutboxListener>.Instance);
        running.Add(listener);
        running.Add(delivery);
        await listener.StartAsync(Cancel);
        await delivery.StartAsync(Cancel);
        return delivery;
    }

    readonly List<BackgroundService> running = [];

    /// <summary>In a channel of that name, or where else that name stands for.</summary>
    protected Task Say(string key, string place, string text) => Say(key, new To.Place(At(place)), text);

    static ChatPlace At(string place) =>
        new("chat", place switch
        {
            "link" => PlaceKind.Answer,
            "dialog" => PlaceKind.Dialog,
            ['U', ..] => PlaceKind.Person,
            _ => PlaceKind.Channel,
        }, place);

    protected Task Say(string key, To to, string text) => database.Source.Say(key, to, new Reply(text), Clock.GetUtcNow());

    /// <summary>Says it in the process that has that outbox.</summary>
    private protected async Task Say(Outbox outbox, string key, string place, string text)
    {
        await using var db = await database.Source.OpenConnectionAsync(Cancel);
        await using var transaction = await db.BeginTransactionAsync(Cancel);
        var now = Clock.GetUtcNow();
        var work = new Work(transaction, outbox, new Request(new Caller(new ChatAccount("chat", "U1")), ""), null,
            Guid.CreateVersion7(now), now);
        await work.Say(key, new To.Place(At(place)), new Reply(text), Cancel);
        await work.Commit(Cancel);
    }

    private protected Outbox Outbox()
    {
        var hints = new Hints(database.Source, NullLogger<Hints>.Instance);
        running.Add(hints);
        return new(hints);
    }

    protected async Task<T?> Of<T>(string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancel) is { } value and not DBNull ? (T)value : default;
    }

    protected async Task Change(string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    protected Task<long> Pending() => Of<long>("select count(*) from deliveries where pending");

    private protected IEnumerable<string> Headings => Chat.Taken.Select(outgoing => outgoing.Reply!.Heading);

    public async ValueTask DisposeAsync()
    {
        foreach (var one in running)
        {
            await one.StopAsync(CancellationToken.None);
            one.Dispose();
        }
        await database.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
