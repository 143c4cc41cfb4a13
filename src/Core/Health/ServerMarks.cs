using System.Globalization;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Health;

/// <summary>What happened to a server in a time: incidents that it was part of, and what was put onto it.</summary>
static class ServerMarks
{
    const int MostOfEach = 60;

    static readonly string[] deploys =
    [
        "vps redeploy", "org create", "org approve", "org retry", "org undelete", "org change-tier", "org other-tier", "org other-region",
    ];

    sealed record Incident(long Number, DateTimeOffset JoinedAt, DateTimeOffset? LeftAt);

    sealed record Deploy(string Operation, DateTimeOffset CreatedAt);

    public static async Task<IReadOnlyList<Mark>> Of(NpgsqlConnection db, ServerId server, ChartTime time, CancellationToken cancel)
    {
        var incidents = await db.List<Incident>(
            """
            select   a.number, m.joined_at, m.left_at
            from     alert_members m
            join     alerts a on a.id = m.alert_id
            where    m.member_kind = @kind and m.member_id = @server and m.joined_at < @Until and (m.left_at is null or m.left_at > @From)
            order by m.joined_at desc
            limit    @MostOfEach
            """, new { kind = ((IId)server).Kind, server, time.From, time.Until, MostOfEach }, cancel);
        var done = await db.List<Deploy>(
            """
            select   j.operation, j.created_at
            from     servers s
            join     jobs j on (j.target_kind = @kind and j.target_id = s.id)
                            or (j.target_kind = @organization and j.target_id = s.organization_id)
            where    s.id = @server and j.operation = any(@deploys) and j.created_at >= @From and j.created_at < @Until
            order by j.created_at desc
            limit    @MostOfEach
            """,
            new
            {
                server, kind = ((IId)server).Kind, organization = ((IId)default(OrganizationId)).Kind, deploys, time.From, time.Until,
                MostOfEach,
            }, cancel);
        return
        [
            .. incidents.Select(one => new Mark(one.JoinedAt, MarkKind.Incident,
                string.Create(CultureInfo.InvariantCulture, $"#{one.Number}")) { Until = one.LeftAt ?? time.Until }),
            .. done.Select(one => new Mark(one.CreatedAt, MarkKind.Deploy, Called(one.Operation))),
        ];
    }

    static string Called(string operation) => operation switch
    {
        "vps redeploy" => "Redeploy",
        "org change-tier" => "Resize",
        _ => "Set up",
    };
}
