using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Routing;
using OpsBot.Core.Servers;
using OpsBot.Core.Servers.BringingUp;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

/// <summary>What stands behind an organization: its server, where its address leads, and what is being done.</summary>
public sealed record OrganizationHas(
    Server? Server, OrganizationHas.RouteLine? Route, OrganizationHas.JobLine? Job, bool IsWaitedFor, RoutePattern? Addresses)
{
    public sealed record RouteLine(RouteState State, string Address, int Port);

    public sealed record JobLine(long Number, string Heading, string? Step, string? Detail);

    internal static async Task<OrganizationHas> Of(
        Work work, Organization organization, RoutePattern? addresses, CancellationToken cancel) => new(
        await Server.Of(work.Db, organization.Id, cancel),
        await work.Find<RouteLine>(
            "select state, host(address) as address, port from routes where organization_id = @Id", new { organization.Id }, cancel),
        await work.Find<JobLine>(
            """
            select   j.number, j.heading, s.name as step, s.detail
            from     jobs j
            left     join lateral (
                     select name, detail from job_steps where job_id = j.id and state <> 'done' order by undo desc, started_at desc limit 1) s on true
            where    j.serial_key = @Key and j.state in ('queued', 'running')
            """, new { organization.Target.Key }, cancel),
        await work.IsWaitedFor(organization, cancel), addresses);

    internal IEnumerable<Field> Fields(string slug) =>
    [
        .. Server.IfAny(server => new Field("Server", Words.Of(
            new Plain($"{server.State.Mark} {server.Name}, {server.State.Words()} since "), new At(server.Since),
            new Plain($"\n{server.Type} in {server.Region}" + (server.Price is { } price ? $", {price} a month" : ""))))),
        .. Route.IfAny(route => new Field("Route", $"{route.State.Words()}, leads to {Routing.Route.To(route.Address, route.Port)}")),
        .. Server is { } has ? DnsNames.Of(Addresses, slug, has) : [],
        .. Job.IfAny(job => new Field("Job", $"#{job.Number} {job.Heading}" + (job.Step is { } step ? $": {step}" : ""))),
    ];

    internal IEnumerable<Part> Notices =>
    [
        .. (Job?.Detail).IfAny(detail => new Notice(Tone.Warning, Sentences.WithInstants(detail))), .. LeftOver.Say(Server),
    ];

    internal IEnumerable<Button> Buttons(string slug) =>
    [
        .. new Button("Other region", $"/org other-region {slug}").If(IsWaitedFor),
        .. new Button("Other tier", $"/org other-tier {slug}").If(IsWaitedFor),
        .. Job.IfAny(job => new Button("Job", $"/job show {job.Number}")),
        .. LeftOver.Buttons(slug, Server),
    ];
}
