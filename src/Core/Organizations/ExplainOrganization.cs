using Microsoft.Extensions.Options;
using Npgsql;
using OpsBot.Core.Clients.Caddy;
using OpsBot.Core.Health;
using OpsBot.Core.Overview.Why;
using OpsBot.Core.Replies;
using OpsBot.Core.Routing;
using OpsBot.Core.Servers;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

/// <summary>An organization: what the database has, its server as its provider has it, and its route as the proxy has it.</summary>
sealed class ExplainOrganization(
    IProvider provider, CaddyAdmin caddy, IOptions<RoutingOptions> routing, IOptions<HealthOptions> options, TimeProvider time)
    : IExplain<OrganizationId>
{
    public async Task<Explanation> Explain(NpgsqlConnection db, OrganizationId id, CancellationToken cancel)
    {
        var organization = await Organization.Get(db, id, cancel);
        var server = await Server.Of(db, organization.Id, cancel);
        var route = await Route.Of(db, organization.Id, cancel);
        var (health, now, fresh) = (await ExplainServer.Health(db, server, cancel), time.GetUtcNow(), options.Value.Fresh);
        return new(organization.Target, organization.State.Words(), organization.Since)
        {
            Because = organization.Error ?? server?.Error ?? Waits(organization) ?? IsNotThere(server)
                ?? IsIll(server, health?.Wrong(now, fresh)),
            Tone = organization.State.Tone,
            Known = health is null ? [] : [new("Health of its server", health.Say(now, fresh))],
            With = server is null ? [] : [server.Target],
            Outside = [.. server is null ? [] : ExplainServer.Outside(server, provider), .. route is null ? [] : OnTheProxy(route)],
            Next =
            [
                .. OrganizationButtons.For(organization, new(server, null, null, false, null), false)
                    .Where(button => button.Look == Look.Primary).Take(1),
                new Button("Show", $"/org show {organization.Slug}"),
                .. route is null ? [] : (IReadOnlyList<Button>)[new Button("Check its route", $"/route check {organization.Slug}")],
                .. new Button("Instances", $"/instance list organization:{organization.Slug}").If(organization.Instances > 0),
            ],
        };
    }

    static string? Waits(Organization organization) => organization switch
    {
        { State: OrganizationState.Pending } => "It waits to be approved.",
        { State: OrganizationState.Cancelling, EndsAt: { } end } => $"It was cancelled and ends {new At(end).Text}; it can be kept until then.",
        _ => null,
    };

    static string? IsNotThere(Server? server) => server is { State: ServerState.Off or ServerState.Missing or ServerState.Busy }
        ? $"Its server {server.Name} is {server.State.Words()} since {new At(server.Since).Text}, so nobody reaches it." : null;

    static string? IsIll(Server? server, string? wrong) => wrong is null ? null : $"Its server {server!.Name} is not well. {wrong}";

    IEnumerable<AskedOutside> OnTheProxy(Route route)
    {
        if (!caddy.IsOn) return [];
        var wanted = route.State switch
        {
            RouteState.On => $"leads to {route.LeadsTo}",
            RouteState.Paused => "answers 503, paused",
            RouteState.Off => "not there",
        };
        return
        [
            new("Route", async within =>
            {
                if ((await caddy.Routes(within)).Failed(out var seen, out var fault)) return $"wanted: {wanted}. {fault.Sentence}";
                var drift = Drift.Between([route], routing.Value.Addresses, seen);
                return drift.All.FirstOrDefault(one => one.Slug == route.Slug) is { } differs
                    ? $"wanted: {wanted}; on the proxy it {differs.Told}" : $"{wanted}, on the proxy, too";
            }),
        ];
    }
}
