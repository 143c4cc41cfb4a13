using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Lists;
using OpsBot.Core.Overview;
using OpsBot.Core.Replies;

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
