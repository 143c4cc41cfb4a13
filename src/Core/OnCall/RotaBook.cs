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

    RotaBook(Rotation? rotation, IReadOnlyList<Override> overrides, IReadOnlyList<Callee> people, string? lost)
    {
        this.people = people.ToDictionary(one => one.Id);
        this.lost = lost;
        Rota = new(rotation, overrides, people.Where(one => one.IsCallable).Select(one => one.Id).ToHashSet());
    }

    public Rota Rota { get; }

    /// <summary>Everybody who can be called.</summary>
    public IEnumerable<Callee> Everyone => people.Values.Where(one => one.IsCallable);

    public IEnumerable<Callee> Admins => Everyone.Where(one => one.Role >= Role.Admin);

    public Callee Of(OperatorId person) => people[person];

    public string NameOf(OperatorId? person) => person is { } known ? people[known].Name : "nobody";

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
        batch.Add("select people, every, handover, zone, starts_at from rotations where ended_at is null", null);
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

    sealed record Row(Guid[] People, string Every, string Handover, string Zone, DateTimeOffset StartsAt)
    {
        // What was stored was understood once: only the zone is the machine's to know.
        public Result<Rotation> Read() =>
            !TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out var zone)
                ? new Refusal($"This machine knows no zone {Zone} (is tzdata installed?), so nobody is on duty: the admins are called.")
            : !Lengths.TryParse(Every, out var every) ? new Refusal($"Turns of “{Every}” are of no length: the admins are called.")
            : OnCall.Handover.Parse(Handover).Failed(out var handover, out var refusal) ? refusal
            : new Rotation([.. People.Select(OperatorId.Of)], Math.Max(1, (int)every.TotalDays), handover, zone, StartsAt);
    }
}
