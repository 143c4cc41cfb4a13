using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using OpsBot.Core;
using OpsBot.Core.Access;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Tests.Testing;

/// <summary>Somebody in the chat, and who they are on the team.</summary>
public sealed record Person(OperatorId Id, string Name, ChatAccount Account);

/// <summary>A team, a database of its own for each test, a clock that stands still, and all of Core behind typed lines.</summary>
public abstract class OperationTest(Postgres postgres) : IAsyncLifetime
{
    public const string ApprovalsChannel = "C0APPROVALS";

    Database database = null!;
    ServiceProvider services = null!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected Clock Clock { get; } = new();

    protected NpgsqlDataSource Source => database.Source;

    protected string ConnectionString => database.ConnectionString;

    /// <summary>An operator, two admins, a super admin.</summary>
    protected Person Olivia { get; private set; } = null!;
    protected Person Adam { get; private set; } = null!;
    protected Person Bea { get; private set; } = null!;
    protected Person Sam { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        Mapping.Ready();
        database = await postgres.NewDatabase();
        services = Build();
        (Olivia, Adam, Bea, Sam) = (await Join("Olivia", Role.Operator), await Join("Adam", Role.Admin), await Join("Bea", Role.Admin),
            await Join("Sam", Role.SuperAdmin));
        await Execute("insert into channels (purpose, platform, channel_id) values ('approvals', 'slack', @ApprovalsChannel)",
            new { ApprovalsChannel });
        await Arrange();
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await services.DisposeAsync();
        await database.DisposeAsync();
    }

    protected virtual void Register(IServiceCollection services) { }

    protected virtual Task Arrange() => Task.CompletedTask;

    /// <summary>Another process on the same database; nothing is shared but what is stored.</summary>
    protected RunningCore Restarted() => new(Build());

    ServiceProvider Build()
    {
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton<TimeProvider>(Clock);
        collection.AddCore(database.ConnectionString);
        Register(collection);
        collection.TryAddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        return collection.BuildServiceProvider();
    }

    protected T Get<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>Types the line in #ops; it comes through the inbox, as all do.</summary>
    protected async Task<Outcome> Run(Person who, string line)
    {
        var receipt = Guid.CreateVersion7(Clock.GetUtcNow());
        await Execute(
            "insert into inbox (id, key, platform, kind, body, received_at, claimed_until) values (@receipt, @receipt::text, 'slack', 'command', @line, @Now, @Now)",
            new { receipt, line = line.Replace("\0", "", StringComparison.Ordinal), Now = Clock.GetUtcNow() });
        return await Get<Runner>().Run(RequestOf(who.Account, line) with { Receipt = receipt }, Cancel);
    }

    protected static Request RequestOf(ChatAccount account, string line) =>
        new(new Caller(account) { Workspace = "T0TEAM", Channel = "C0OPS", Name = account.Id }, line)
    {
        Answer = new ChatPlace("slack", PlaceKind.Answer, account.Id),
        Room = new ChatPlace("slack", PlaceKind.Channel, "C0OPS"),
    };

    protected async Task<Person> Join(string name, Role role)
    {
        var person = new Person(OperatorId.New(Clock), name, new ChatAccount("slack", $"U{name.ToUpperInvariant()}"));
        await Execute("insert into operators (id, handle, name, role, created_at) values (@Id, @Handle, @Name, @role, @Now)",
            new { person.Id, Handle = name.ToLowerInvariant(), person.Name, role, Now = Clock.GetUtcNow() });
        await Link(person, person.Account);
        return person;
    }

    protected Task Link(Person person, ChatAccount account) => Execute(
        "insert into chat_accounts (platform, account_id, operator_id, name, linked_at) values (@Platform, @Account, @Id, @Name, @Now)",
        new { account.Platform, Account = account.Id, person.Id, person.Name, Now = Clock.GetUtcNow() });

    /// <summary>What stands in the chat under the key now.</summary>
    protected async Task<Reply?> Said(string key) =>
        await Find<string>("select content from messages where key = @key", new { key }) is { } content ? Json.Read<Reply>(content) : null;

    /// <summary>Where it stands: channel:C0APPROVALS, person:UADAM.</summary>
    protected Task<IReadOnlyList<string>> Places(string key) => List<string>(
        """
        select   d.place_kind || ':' || d.place_id as at
        from     deliveries d
        join     messages m on m.id = d.message_id
        where    m.key = @key
        order by at
        """, new { key });

    protected async Task<T?> Find<T>(string sql, object? args = null)
    {
        await using var db = await Source.OpenConnectionAsync(Cancel);
        return await Dapper.SqlMapper.QuerySingleOrDefaultAsync<T>(db, sql, args);
    }

    protected async Task<IReadOnlyList<T>> List<T>(string sql, object? args = null)
    {
        await using var db = await Source.OpenConnectionAsync(Cancel);
        return [.. await Dapper.SqlMapper.QueryAsync<T>(db, sql, args)];
    }

    protected async Task Execute(string sql, object? args = null)
    {
        await using var db = await Source.OpenConnectionAsync(Cancel);
        await Dapper.SqlMapper.ExecuteAsync(db, sql, args);
    }
}

/// <summary>One more running Core.</summary>
public sealed class RunningCore(ServiceProvider services) : IAsyncDisposable
{
    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    public Task<Outcome> Run(Request request) => Get<Runner>().Run(request, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => services.DisposeAsync();
}

/// <summary>What a reply says, all of it, as one text to look into.</summary>
public static class Spoken
{
    extension(Reply? reply)
    {
        public string Text => reply is null ? "" : string.Join('\n', reply.Parts.Select(Of).Prepend(reply.Heading));

        /// <summary>Wherever they stand: below it, at an entry, under the rows of a list.</summary>
        public IEnumerable<Button> AllButtons => reply is null ? [] :
            reply.Buttons.Concat(reply.Parts.OfType<Item>().SelectMany(item => item.Buttons))
                .Concat(reply.Parts.OfType<Pager>().SelectMany(pager => pager.Turns));

        /// <summary>The line of the button under the rows that turns to the next page; none on the last.</summary>
        public string? NextPage =>
            reply?.Parts.OfType<Pager>().SingleOrDefault()?.Turns.SingleOrDefault(button => button.Label == "Next ▶")?.Command;
    }

    static string Of(Part part) => part switch
    {
        Paragraph paragraph => paragraph.Text.Text,
        Small small => small.Text.Text,
        Pager pager => pager.Where.Text,
        Notice notice => notice.Text.Text,
        Title title => title.Text,
        Item item => item.Text.Text,
        Fields fields => string.Join('\n', fields.List.Select(field => $"{field.Name}: {field.Value}")),
        Table table => table.Rows.Count == 0 ? table.Empty : string.Join('\n', table.Rows.Select(row => string.Join(" | ", row))),
        _ => "",
    };
}

public static class SpokenOutcome
{
    extension(Outcome outcome)
    {
        public string Text => outcome.Reply.Text;
    }
}
