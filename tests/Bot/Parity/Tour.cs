using OpsBot.Core.Replies;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Bot.Parity;

/// <summary>
/// Goes everywhere in the real product and writes down everything it says: each wording of each message, each form. A new operation is on
/// the way by itself.
/// </summary>
public sealed class Tour(Postgres postgres) : IAsyncLifetime
{
    readonly List<Heard> heard = [];
    readonly HashSet<string> known = [];
    long last;

    public IReadOnlyList<Heard> Heard => heard;

    public IEnumerable<Heard> Replies => heard.Where(one => one.Reply is not null);

    public IEnumerable<Heard> Forms => heard.Where(one => one.Form is not null);

    internal Desk Desk { get; } = new(postgres);

    /// <summary>Who each account belongs to, on either platform.</summary>
    public static IReadOnlyDictionary<string, string> Names { get; } = new[] { "olivia", "omar", "adam", "sam",
        "grace" }.SelectMany((handle, number) => new[]
    {
        KeyValuePair.Create("U" + handle.ToUpperInvariant(), Name(handle)), KeyValuePair.Create(OnDiscord(number), Name(handle)),
    }).ToDictionary();

    public async ValueTask InitializeAsync()
    {
        await Desk.InitializeAsync();
        // A message is edited in place; all that it ever said is heard.
        await Desk.Execute(
            """
            create table heard (id bigint generated always as identity primary key, kind text not null, content text not null);
            create function hear() returns trigger language plpgsql as $$ begin insert into heard (kind, content) values (new.kind, new.content); return new; end $$;
            create trigger hear after insert or update of content on messages for each row execute function hear();
            insert into channels (purpose, platform, channel_id) values ('approvals', 'discord', '2000000000000000001'), ('alerts', 'discord', '2000000000000000002');
            """, new { });
        foreach (var (number, handle) in new[] { "olivia", "omar", "adam", "sam", "grace" }.Index())
            await Desk.Execute(
                "insert into chat_accounts (platform, account_id, operator_id, name, linked_at) select 'discord', @Account, id, @handle, @Now from operators where handle = @handle",
                new { Account = OnDiscord(number), handle });
        await Stops.All(this);
    }

    public ValueTask DisposeAsync() => Desk.DisposeAsync();

    /// <summary>Types it, and hears what comes of it, wherever it is said.</summary>
    public async Task<Reply?> Ask(
        string who, string line, string? because = null, bool form = true, params (string Name, string Value)[] filled)
    {
        var outcome = await Desk.Ask(who, line, because, form, filled: filled);
        if (outcome.Reply is { } reply) Hear($"{who}: {line}", "reply", Json.Text(reply));
        if (outcome.Form is { } asked) Hear($"{who}: {line}", "form", Json.Text(asked));
        await Listen($"{who}: {line}");
        return outcome.Reply;
    }

    public async Task Jobs(string after)
    {
        await Desk.RunJobs();
        await Listen($"the work on {after}");
    }

    public async Task Listen(string after)
    {
        foreach (var (id, kind, content) in await Desk.All<(long Id, string Kind,
            string Content)>("select id, kind, content from heard where id > @last order by id", new { last }))
        {
            Hear(after, kind, content);
            last = id;
        }
    }

    void Hear(string after, string kind, string content)
    {
        if (known.Add(content))
            heard.Add(kind == "form" ? new(after) { Form = Json.Read<Form>(content) } : new(after) { Reply = Json.Read<Reply>(content) });
    }

    static string Name(string handle) => char.ToUpperInvariant(handle[0]) + handle[1..];

    static string OnDiscord(int number) => $"100000000000000000{number}";
}
