using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Audit;
using OpsBot.Core.Jobs;
using OpsBot.Core.Values;

namespace OpsBot.Core.Operations;

/// <summary>
/// Carries out one bound operation inside the Runner's transaction: locks, plan, handler and audit row. What has to come before that is
/// the <see cref="Gate"/>'s to know.
/// </summary>
public sealed class Execution(IServiceProvider services)
{
    public async Task<Outcome> Answer(Work work, Parsed parsed, object question, CancellationToken cancel) =>
        (await parsed.Entry.Invoker.Run(services, question, work, cancel)).Failed(out var answer, out var refusal)
            ? new(OutcomeKind.Refused) { Reply = Refusals.Reply(refusal) }
            : new(OutcomeKind.Answered)
            {
                Reply = answer.Say()
                    with { IsWhole = parsed.ShowAll, ShowAll = parsed.ShowAll ? null : (parsed with { ShowAll = true }).Line() },
                Answer = answer,
            };

    /// <summary>What exactly it would do.</summary>
    internal Task<Result<Plan>> Plan(Work work, Entry entry, object command, CancellationToken cancel) =>
        entry.Invoker.Plan(services, command, work, cancel);

    /// <summary>The handler and its audit row; the guard has been passed, and a note says in the audit how.</summary>
    internal async Task<Outcome> Run(
        Work work, Entry entry, object command, Plan plan, IReadOnlyList<string> approvers, string? note, CancellationToken cancel)
    {
        work.Plan = plan;
        var longWork = services.GetKeyedService<ILongWork>(entry.Type);
        if (longWork?.SerialKey(command, plan.Target) is { } turn && await work.InTurn(turn, cancel) is { } notYet)
            return await Refused(work, entry, command, notYet, cancel);
        if ((await entry.Invoker.Run(services, command, work, cancel)).Failed(out var answer, out var refusal))
            return await Refused(work, entry, command, refusal, cancel);
        if (!answer.ChangedNothing && longWork?.IsLong(command, work) == true)
            await work.Queue(entry, longWork, command, plan.Target, cancel);
        var reply = answer.Say();
        // What long work says of its end is not true yet.
        var said = work.HasJob ? plan.Effect : reply.Summary;
        var row = Entry(work, entry, command, work.HasJob ? AuditOutcome.Started : AuditOutcome.Done) with
        {
            Plan = plan, Target = plan.Target, Approvers = approvers,
            Detail = note is null ? said : $"{said.TrimEnd('.')}. {note}",
        };
        await (answer.ChangedNothing ? work.AuditUnchanged(row, cancel) : work.Audit(row, cancel));
        return new(OutcomeKind.Done) { Reply = work.HasJob ? null : reply, Answer = answer };
    }

    /// <summary>Says no; a command leaves a row about it, a question does not.</summary>
    public static async Task<Outcome> Refused(Work work, Entry entry, object? command, Refusal refusal, CancellationToken cancel)
    {
        if (!entry.IsQuestion)
        {
            var row = command is null ? Entry(work, entry.Command, AuditOutcome.Refused)
                : Entry(work, entry, command, AuditOutcome.Refused);
            await work.AuditUnchanged(row with { Detail = refusal.Sentence }, cancel);
        }
        return new(OutcomeKind.Refused) { Reply = Refusals.Reply(refusal) };
    }

    public static AuditEntry Entry(Work work, Entry entry, object command, AuditOutcome outcome) => Entry(work, entry.Command, outcome) with
    {
        Arguments = entry.ToJson(command is ISecretive secretive ? secretive.WithoutSecrets() : command),
        Target = work.Subject ?? SubjectOf(entry, command)?.Target,
    };

    public static AuditEntry Entry(Work work, string operation, AuditOutcome outcome) => new()
    {
        Trail = work.Trail,
        At = work.Now,
        Operation = operation,
        Outcome = outcome,
        OperatorId = work.AskerId?.Value,
        Operator = work.Duty is not null ? "OpsBot" : work.AskerId is null ? null : work.Operator.Name,
        Account = work.Request.Caller.Account.ToString(),
        Workspace = work.Request.Caller.Workspace,
        Channel = work.Request.Caller.Channel,
        Reason = work.Reason,
    };

    // Taken before the plan is made, so that what the plan saw is still so when the handler runs.
    // All that it names and all that its handler adds, whoever asks in the same order: two that name the same wait, and not for ever.
    internal async Task LockAll(Work work, Entry entry, object command, CancellationToken cancel)
    {
        var named = entry.Parameters.Where(parameter => parameter is { Kind: ParameterKind.Reference, Required: true })
            .Select(parameter => entry.Value(command, parameter)).OfType<IId>().Select(id => Target.Of(id, ""));
        var all = named.Concat(await entry.Invoker.Locks(services, command, work, cancel));
        foreach (var target in all.DistinctBy(target => target.Key).OrderBy(target => target.Key, StringComparer.Ordinal))
            await work.Lock(target, cancel);
    }

    internal sealed record Subject(IId Id, Target Target);

    /// <summary>What it is about to be done to, as far as the command itself says.</summary>
    internal static Subject? SubjectOf(Entry entry, object command) =>
        entry.Subject is { } parameter && entry.Value(command, parameter) is IId id
            ? new(id, Target.Of(id, id.ToString()!)) : null;
}
