using System.Net;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Routing;

/// <summary>
/// What others do to a route, in their own transaction: the proxy follows at once after the commit, and not at all without one.
/// </summary>
public static class RouteChanges
{
    sealed record Was(RouteState State);

    extension(Work work)
    {
        /// <summary>Leads the organization's address there, by its slug; of one that has a route, to there from now on.</summary>
        public async Task<Result<RouteId>> OpenRoute(
            OrganizationId organization, IPAddress address, int port, IReadOnlyList<string> hosts, CancellationToken cancel)
        {
            // Two who open one at a time are asked one after the other which names are taken.
            await work.Lock(new Target("routes", Guid.Empty, "the routes"), cancel);
            if (await work.Find<string>(
                "select slug from routes where hosts && @Hosts and organization_id is distinct from @organization order by slug limit 1",
                new { Hosts = hosts.ToArray(), organization }, cancel) is { } taken)
                return new Refusal($"The route of {taken} has one of these names already: {string.Join(", ", hosts)}.");
            var id = await work.Get<RouteId>(
                """
                insert into routes (id, slug, organization_id, hosts, address, port, state, changed_at, created_at)
                select @Id, o.slug, o.id, @Hosts, @Address::inet, @port, 'on', @Now, @Now
                from   organizations o
                where  o.id = @organization
                on conflict (organization_id) do update
                set    hosts = excluded.hosts, address = excluded.address, port = excluded.port, state = 'on',
                       state_before = null, changed_at = @Now
                returning id
                """,
                new
                {
                    Id = Guid.CreateVersion7(work.Now), organization, Hosts = hosts.ToArray(), Address = address.ToString(), port, work.Now,
                }, cancel);
            work.Hint(Hints.Routes);
            return id;
        }

        /// <summary>How it stood before, for who may have to put it back; none where the organization has no route.</summary>
        public async Task<RouteState?> TurnRoute(OrganizationId organization, RouteState to, CancellationToken cancel)
        {
            var was = await work.Find<Was>(
                """
                with was as (
                    select id, state from routes where organization_id = @organization for update)
                update routes r
                set    state = @to, state_before = null, changed_at = case when was.state = @to then r.changed_at else @Now end
                from   was
                where  r.id = was.id
                returning was.state
                """, new { organization, to, work.Now }, cancel);
            if (was is not null && was.State != to) work.Hint(Hints.Routes);
            return was?.State;
        }

        /// <summary>Closes it while something is under way that may be called off; what it was is kept beside it.</summary>
        public async Task CloseRoute(OrganizationId organization, CancellationToken cancel)
        {
            if (await work.Execute(
                """
                update routes
                set    state_before = state, state = 'off', changed_at = @Now
                where  organization_id = @organization and state_before is null
                """, new { organization, work.Now }, cancel) == 1) work.Hint(Hints.Routes);
        }

        /// <summary>It is what it was before it was closed.</summary>
        public async Task PutBackRoute(OrganizationId organization, CancellationToken cancel)
        {
            if (await work.Execute(
                """
                update routes
                set    state = state_before, state_before = null, changed_at = @Now
                where  organization_id = @organization and state_before is not null
                """, new { organization, work.Now }, cancel) == 1) work.Hint(Hints.Routes);
        }

        /// <summary>How it stands; none where the organization has no route.</summary>
        public Task<RouteState?> RouteOf(OrganizationId organization, CancellationToken cancel) =>
            work.Find<RouteState?>("select state from routes where organization_id = @organization", new { organization }, cancel);

        /// <summary>For good; false where there was none.</summary>
        public async Task<bool> RemoveRoute(OrganizationId organization, CancellationToken cancel)
        {
            var removed = await work.Execute("delete from routes where organization_id = @organization", new { organization }, cancel) == 1;
            if (removed) work.Hint(Hints.Routes);
            return removed;
        }
    }
}
