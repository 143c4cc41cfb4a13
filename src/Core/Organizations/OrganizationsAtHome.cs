using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Lists;
using OpsBot.Core.Overview;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

/// <summary>Who waits to be approved, and what somebody was asked to look at.</summary>
sealed class OrganizationsAtHome : IHomeSection
{
    public int Order => 25;

    const int Few = 3;

    public void Ask(Batch batch, HomeReader reader)
    {
        batch.Add(
            """
            select   o.slug, o.name, i.name as tier, o.region, c.email as owner, o.created_at, '' as key,
                     (select count(*) from organizations p where p.state = 'pending') as total, 0::bigint as before
            from     organizations o
            join     tiers i on i.slug = o.tier
            left     join customers c on c.id = o.owner_id
            where    o.state = 'pending'
            order by o.created_at, o.id
            limit    3
            """, null);
        batch.Add(
            """
            select   o.slug, e.reason, t.name as to, e.opened_at
            from     escalations e
            join     organizations o on o.id = e.organization_id
            join     operators t on t.id = e.asked_of
            where    e.answered_at is null
            order by e.number
            limit    3
            """, null);
    }

    public async Task<IReadOnlyList<Part>> Show(NpgsqlDataReader answers, HomeReader reader, CancellationToken cancel)
    {
        var waiting = await answers.Rows<WaitingLine>(cancel);
        var open = await answers.Rows<Escalated>(cancel);
        return
        [
            .. new Title("Somebody is asked").If(open.Count > 0),
            .. open.Select(Item),
            .. new Title($"Waiting to be approved{(waiting is [{ Total: > Few } first, ..] ? $" ({Paging.Written(first.Total)})" : "")}")
                .If(waiting.Count > 0),
            .. waiting.Select(WaitlistRead.Item),
        ];
    }

    sealed record Escalated(string Slug, string Reason, string To, DateTimeOffset OpenedAt);

    static Item Item(Escalated one) => new(
        Words.Of(new Strong(one.Slug), new Plain($"  {one.To}: “{one.Reason}”\nSince "), new At(one.OpenedAt)),
        [
            new Button("Answer", $"/org answer {one.Slug}") { Spoken = $"Answer about {one.Slug}" },
            new Button("Show", $"/org show {one.Slug}") { Spoken = $"Show {one.Slug}" },
        ]);
}

/// <summary>How many organizations stand how.</summary>
sealed class OrganizationNumbersAtHome : IHomeSection
{
    // Behind the numbers of the platform.
    public int Order => 45;

    const int UpTo = Paging.MostCounted + 1;

    static string[] States { get; } =
        [.. Enum.GetValues<OrganizationState>().Except([OrganizationState.Deleted]).Select(state => state.Snake())];

    sealed record StateCount(OrganizationState State, long Count);

    public void Ask(Batch batch, HomeReader reader) => batch.Add(
        """
        select   s.state, c.count
        from     unnest(@States) s (state)
        cross    join lateral (
                 select count(*) as count
                 from   (select 1
                         from   organizations o
                         where  o.attention = organization_attention(s.state) and o.state = s.state
                         limit  @UpTo) o) c
        where    c.count > 0
        order by c.count desc, s.state
        """, new { States, UpTo });

    public async Task<IReadOnlyList<Part>> Show(NpgsqlDataReader answers, HomeReader reader, CancellationToken cancel)
    {
        var counts = await answers.Rows<StateCount>(cancel);
        return counts.Count == 0 ? [] :
        [
            new Title("Organizations"),
            new Bars([.. counts.Select(one => new Bar(one.State.Words(), one.Count, one.State.Tone) { Most = Paging.MostCounted })]),
        ];
    }
}
