using OpsBot.Core.Servers;
using OpsBot.Core.Servers.Providers;
using OpsBot.Sandbox.Cloud;

namespace OpsBot.Tests.Testing;

/// <summary>A server that is rented at the pretend Hetzner for an organization of its own, and runs.</summary>
public sealed record RentedServer(Desk Desk, ServerId Id, string Name, string ProviderId)
{
    public Task<string> State => Desk.One<string>("select state from servers where id = @Id", new { Id = Id.Value });

    /// <summary>As it is at the provider; none where it is gone.</summary>
    public CloudServer? There => Desk.Cloud.Servers.SingleOrDefault(one => $"{one.Id}" == ProviderId);

    public Task<IReadOnlyList<string>> Audit => Desk.All<string>(
        "select operation || ' ' || outcome from audit where target_id = @Id order by seq", new { Id = Id.Value });

    /// <summary>Somebody deletes it in the provider's console.</summary>
    public void Vanish()
    {
        lock (Desk.Cloud.Gate) Desk.Cloud.Remove(There!);
    }

    /// <summary>What was begun to it at the provider, oldest first.</summary>
    public IReadOnlyList<string> Done =>
        [.. Desk.Cloud.Schedule.Actions.Where(action => action.Resources.Any(one => $"{one.Id}" == ProviderId)).Select(action => action.Command)];
}

public static class Renting
{
    static int made;

    extension(Desk desk)
    {
        /// <summary>Its name, and its organization's slug, is new each time.</summary>
        public async Task<RentedServer> Rent(string? name = null)
        {
            name ??= $"rented-{Interlocked.Increment(ref made)}";
            var cancel = TestContext.Current.CancellationToken;
            var wanted = new NewMachine(name, "cx23", "debian-12", "nbg1", new Dictionary<string, string> { [Rented.LabelName] = name });
            var machine = (await desk.Get<IProvider>().Create(wanted, cancel)).Value.Machine!;
            desk.Clock.Advance(TimeSpan.FromSeconds(20));
            var (organization, server) = (Guid.CreateVersion7(), Guid.CreateVersion7());
            await desk.Execute(
                """
                with o as (
                    insert into organizations (id, slug, name, tier, created_at) values (@organization, @name, @Called, 'starter', @Now))
                insert into servers (id, name, region, created_at, purpose, organization_id, provider, provider_id, label, type, v4, v6,
                                     state, price_minor, currency)
                values (@server, @name, 'nbg1', @Now, 'organization', @organization, 'hetzner', @ProviderId, @name, 'cx23',
                        @V4::inet, @V6::inet, 'running', 499, 'EUR')
                """,
                new { organization, server, name, Called = $"{name} Ltd", ProviderId = machine.Id, machine.V4, machine.V6 });
            return new(desk, new(server), name, machine.Id);
        }
    }
}
