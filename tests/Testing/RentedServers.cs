using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using OpsBot.Core.Operations;
using OpsBot.Core.Routing;
using OpsBot.Core.Servers;
using OpsBot.Core.Servers.FirstBoot;
using OpsBot.Core.Servers.Secrets;
using OpsBot.Core.Values;
using OpsBot.Sandbox.Cloud;

namespace OpsBot.Tests.Testing;

/// <summary>A server in the database and at the pretend provider.</summary>
public sealed record RentedServer(ServerId Id, string Name, CloudServer Cloud)
{
    public string Address => Cloud.Address;
}

/// <summary>Servers of organizations, as they are once they were made.</summary>
static class RentedServers
{
    static readonly ConditionalWeakTable<Desk, StrongBox<int>> made = [];

    extension(Desk desk)
    {
        /// <summary>With secrets and an organization of its own. It runs, and boots with what it would be handed; or it is off.</summary>
        public async Task<RentedServer> Rent(ServerReach reach = ServerReach.Node, bool boots = true)
        {
            var cancel = TestContext.Current.CancellationToken;
            var (id, name) = (ServerId.New(desk.Clock), $"rented-{Interlocked.Increment(ref made.GetOrCreateValue(desk).Value)}");
            await desk.Execute(
                """
                with o as (
                    insert into organizations (id, slug, name, tier, state, created_at)
                    values (@Organization, @name, @name, 'starter', 'active', @Now)
                    returning id)
                insert into servers (id, name, region, purpose, organization_id, provider, label, type, state, reach, app_version,
                       price_minor, currency, created_at)
                select @Id, @name, 'nbg1', 'organization', o.id, 'hetzner', @name, 'cx23', @State, @Reach, '1.8.3', 349, 'EUR', @Now
                from   o
                """,
                new
                {
                    Organization = Guid.CreateVersion7(), Id = id.Value, name, State = boots ? "running" : "off", Reach = reach.Snake(),
                });
            await desk.Get<Transactions>().As(Actor.OpsBot("tests"), async work =>
            {
                await desk.Get<SecretVault>().Make(id, work, cancel);
                return true;
            }, cancel);
            var server = new RentedServer(id, name, desk.Cloud.Put(new PutServer(name, "cx23", "nbg1")
            {
                UserData = await UserDataOf(desk, id, name, reach), IsOff = true,
                Labels = new Dictionary<string, string> { ["opsbot-job"] = name },
            }));
            await desk.Execute("update servers set provider_id = @Provider, v4 = @Address::inet where id = @Id", new
            {
                Provider = server.Cloud.Id.ToString(CultureInfo.InvariantCulture), server.Address, Id = id.Value,
            });
            if (!boots) return server;
            desk.PowerOn(server);
            desk.Clock.Advance(desk.Nodes.Pace.FirstBoot + desk.Nodes.Pace.Services);
            return server;
        }

        /// <summary>It begins to boot; for the first time, where it never did.</summary>
        public void PowerOn(RentedServer server)
        {
            lock (desk.Cloud.Gate) desk.Cloud.Start(server.Cloud, isNew: server.Cloud.Disk is null);
        }

        public void PowerOff(RentedServer server)
        {
            lock (desk.Cloud.Gate) desk.Cloud.Stop(server.Cloud);
        }
    }

    static async Task<string> UserDataOf(Desk desk, ServerId id, string name, ServerReach reach)
    {
        var set = desk.Get<IOptions<ServersOptions>>().Value;
        var reached = new ServersOptions { AppVersion = set.AppVersion, Ports = set.Ports, Reach = reach };
        var secrets = (await desk.Get<SecretVault>().Open(id, TestContext.Current.CancellationToken)).Value;
        return new UserData(Options.Create(reached), desk.Get<IOptions<RoutingOptions>>()).Of(new(name, "nbg1"), secrets).Value;
    }
}
