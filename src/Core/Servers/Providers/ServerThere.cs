using OpsBot.Core.Values;

namespace OpsBot.Core.Servers.Providers;

/// <summary>A server as it is at its provider now, or none, and what a picture of all of its disk would cost a month.</summary>
public sealed record ServerThere(Machine? Machine, Money? Picture);

static class LookingAtServers
{
    extension(IProvider provider)
    {
        /// <summary>One, or none. What was ordered and whose answer was lost is found by its label.</summary>
        public async Task<Result<IReadOnlyList<Machine>, ProviderFault>> Of(Server server, CancellationToken cancel)
        {
            if (server.ProviderId is not { } id) return await provider.Find(Rented.LabelName, server.Label!, cancel);
            return !(await provider.Get(id, cancel)).Failed(out var machine, out var fault) ? (List<Machine>)[machine]
                : fault.Trouble == ProviderTrouble.Gone ? (List<Machine>)[] : fault;
        }

        /// <summary>For whoever plans what is done to it.</summary>
        public async Task<Result<ServerThere>> LookAt(Server server, CancellationToken cancel)
        {
            if ((await provider.Of(server, cancel)).Failed(out var machines, out var fault)) return new Refusal(fault.Sentence);
            if (machines.Count == 0) return new ServerThere(null, null);
            return (await provider.Tariff(Urgency.Job, cancel)).Failed(out var tariff, out fault) ? new Refusal(fault.Sentence)
                : new ServerThere(machines[0], tariff.Picture(machines[0].DiskGb));
        }
    }
}
