using Npgsql;
using OpsBot.Core.Access;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.OnCall;

/// <summary>Somebody who is called, or would be: by their accounts, separated by spaces.</summary>
public sealed record Callee(OperatorId Id, string Handle, string Name, Role Role, bool Active, string? Accounts)
{
    /// <summary>They are on the team, and there is an account to call.</summary>
    public bool IsCallable => Active && Accounts is { Length: > 0 };

    public Operator Operator => new(Id, Handle, Name, Role, Active);

    public Someone Someone => new(Name, [.. (Accounts ?? "").Split(' ').Select(ChatAccount.Parse).OfType<ChatAccount>()]);
}

/// <summary>The rotation and what is laid over it as the database has them, with everybody who is in it or may be called.</summary>
public sealed class RotaBook
{
    readonly IReadOnlyDictionary<OperatorId, Callee> people;
    readonly string? lost;

    readonly IReadOnlySet<OperatorId> callable;

    RotaBook(Rotation? rotation, IReadOnlyList<Override> overrides, IReadOnlyList<Callee> people, string? lost)
    {
        this.people = people.ToDictionary(one => one.Id);
        this.lost = lost;
        callable = people.Where(one => one.IsCallable).Select(one => one.Id).ToHashSet();
        Rota = new(rotation, overrides, callable);
    }

    RotaBook(RotaBook before, Rota rota) => (people, callable, Rota) = (before.people, before.callable, rota);

    public Rota Rota { get; }

    /// <summary>Everybody who can be called.</summary>
    public IEnumerable<Callee> Everyone => people.Values.Where(one => one.IsCallable);

    public IEnumerable<Callee> Admins => Everyone.Where(one => one.Role >= Role.Admin);

    public Callee Of(OperatorId person) => people[person];

    public Callee? Known(OperatorId person) => people.GetValueOrDefault(person);

    public string NameOf(OperatorId? person) => person is { } known ? people[known].Name : "nobody";

    /// <summary>As it would be with that rotation.</summary>
    public RotaBook With(Rotation rotation) => new(this, new(rotation, Rota.Overrides, callable));

    /// <summary>Who is on in that time, one after the other; of the first and the last, the part of it that is in it.</summary>
    public IEnumerable<Shift> Between(DateTimeOffset from, DateTimeOffset to) => Rota.From(from).TakeWhile(shift => shift.From < to)
        .Select(shift => shift with { From = shift.From < from ? from : shift.From, Until = shift.Until < to ? shift.Until : to });

    /// <summary>What comes, as lines of a table; nothing where nobody is ever on.</summary>
    internal IReadOnlyList<ShiftLine> Weeks(DateTimeOffset now, int most) =>
        Rota is { Rotation: null, Overrides.Count: 0 } ? []
        : [.. Rota.From(now).Take(most).Select(shift => new ShiftLine(shift.From, NameOf(shift.Who), Why(shift)))];

    string Why(Shift shift) => string.Join("; ",
    [
        .. shift.By is not { } by ? []
            : new[] { by.InsteadOf is { } other ? $"#{by.Number}, instead of {NameOf(other)}" : $"#{by.Number}" },
        .. shift.By is null && shift.Who is not null ? ["turn"] : Array.Empty<string>(),
        .. shift.Skipped.Count == 0 ? [] : new[] { $"{OneLine.Of([.. shift.Skipped.Select(one => NameOf(one))])} skipped" },
    ]);

    public OnDuty OnDuty(DateTimeOffset moment)
    {
        var shift = Rota.At(moment);
        return new(Person(shift.Who), Rota.Until(moment), Person(Rota.Next(moment)), [.. Admins.Select(one => one.Operator)])
        {
            Skipped = [.. shift.Skipped.Select(one => NameOf(one))],
            Nobody = shift.Who is not null ? null
                : lost ?? (Rota.Rotation is null ? "No rotation is set, so nobody is on duty: the admins are called."
                    : "Nobody of the rotation can be called, so nobody is on duty: the admins are called."),
        };
    }

    Operator? Person(OperatorId? id) => id is { } known ? people[known].Operator : null;

    /// <summary>As it is from that moment on.</summary>
    public static async Task<RotaBook> Read(NpgsqlConnection db, DateTimeOffset now, CancellationToken cancel)
    {
        await using var batch = new Batch(db);
        Ask(batch, now);
        await using var reader = await batch.Read(cancel);
        return await Read(reader, cancel);
    }

    /// <summary>Adds its questions to others that are asked in the same round trip.</summary>
    internal static void Ask(Batch batch, DateTimeOffset now)
    {
        batch.Add(
            "select array_to_string(people, ' ') as people, every, handover, zone, starts_at from rotations where ended_at is null", null);
        batch.Add(
            """
            select   number, operator_id as who, instead_of, starts_at, ends_at
            from     overrides
            where    cancelled_at is null and ends_at > @now
            order by number
            """, new { now });
        batch.Add(
            """
            select   o.id, o.handle, o.name, o.role, o.active,
                     (select string_agg(a.platform || ':' || a.account_id, ' ' order by a.linked_at, a.account_id)
                      from   chat_accounts a
                      where  a.operator_id = o.id) as accounts
            from     operators o
            where    o.active
            or       o.id in (select unnest(r.people) from rotations r where r.ended_at is null)
            or       o.id in (select v.operator_id from overrides v where v.cancelled_at is null and v.ends_at > @now)
            or       o.id in (select v.instead_of from overrides v where v.cancelled_at is null and v.ends_at > @now)
            order by o.name
            """, new { now });
    }

    internal static async Task<RotaBook> Read(NpgsqlDataReader reader, CancellationToken cancel)
    {
        var stored = (await reader.Rows<Row>(cancel)).SingleOrDefault();
        var overrides = await reader.Rows<Override>(cancel);
        var people = await reader.Rows<Callee>(cancel);
        return stored is null ? new(null, overrides, people, null)
            : stored.Read().Failed(out var rotation, out var lost) ? new(null, overrides, people, lost.Sentence)
            : new(rotation, overrides, people, null);
    }

    sealed record Row(string People, string Every, string Handover, string Zone, DateTimeOffset StartsAt)
    {
        // What was stored was understood once: only the zone is the machine's to know.
        public Result<Rotation> Read() =>
            !TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out var zone)
                ? new Refusal(
                    $"This machine knows no zone {Zone} (is tzdata installed?), so nobody is on duty: the admins are called.")
            : !Lengths.TryParse(Every, out var every) ? new Refusal($"Turns of “{Every}” are of no length: the admins are called.")
            : OnCall.Handover.Parse(Handover).Failed(out var handover, out var refusal) ? refusal
            : new Rotation(
                [.. People.Split(' ').Select(one => OperatorId.Of(Guid.Parse(one)))], Math.Max(1, (int)every.TotalDays), handover, zone,
                StartsAt);
    }
}
