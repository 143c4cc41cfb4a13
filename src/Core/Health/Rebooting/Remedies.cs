using Microsoft.Extensions.Logging;
using OpsBot.Core.Alerts;
using OpsBot.Core.Operations;
using OpsBot.Core.Servers;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Health;

/// <summary>
/// Reboots whom a round found to need it, as an actor of its own through the operation by which people do. Its provider is asked first,
/// outside any transaction: what is worked on there, or is not what it seems from here, is left alone.
/// </summary>
public sealed partial class Remedies(
    Runner runner, Transactions transactions, AlertCards cards, IProvider provider, ILogger<Remedies> log)
{
    static readonly Actor me = Actor.OpsBot(HealthIncidents.Duty);

    internal async Task Do(IReadOnlyList<RebootCandidate> due, CancellationToken cancel)
    {
        foreach (var one in due)
        {
            if (await WhyNot(one, cancel) is { } why)
            {
                await Note(one, why, cancel);
                continue;
            }
            var outcome = await runner.Run(new RebootServer(one.Id, one.Tries > 0), me,
                $"{one.Name} is {one.Health.Words()} for {one.Bad} rounds in a row.", cancel);
            LogAsked(one.Id, outcome.Kind);
        }
    }

    async Task<string?> WhyNot(RebootCandidate one, CancellationToken cancel)
    {
        if ((await provider.Get(one.ProviderId!, cancel)).Failed(out var machine, out var fault))
            return fault.Trouble == ProviderTrouble.Gone ? $"it is not there any more at {provider.Called}"
                : $"{provider.Called} does not say how it is";
        return machine switch
        {
            _ when new Rented(one.Name, one.ProviderId!, one.Label ?? "").NotOurs(machine) is not null =>
                $"what {provider.Called} has under its number is not known to be it",
            { IsLocked: true } => $"something else is being done to it at {provider.Called}",
            { State: not MachineState.Running } => $"{provider.Called} says that it is {machine.State.Words()}",
            _ => null,
        };
    }

    Task Note(RebootCandidate one, string why, CancellationToken cancel) => transactions.As(me, async work =>
    {
        var touched = new HashSet<AlertId>();
        await AutoReboots.NoteOnce(work, one.Alert!.Value, why, touched, cancel);
        foreach (var alert in touched) await cards.Tell(work, alert, cancel);
        return true;
    }, cancel);

    [LoggerMessage(LogLevel.Information, "Reboot of {Server} was asked for: {Outcome}")]
    partial void LogAsked(ServerId server, OutcomeKind outcome);
}
