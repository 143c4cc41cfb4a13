using OpsBot.Core.Access;
using OpsBot.Core.Approvals;
using OpsBot.Core.Values;

namespace OpsBot.Core.Operations;

/// <summary>Whether who asks may ask for it at all, whatever it would be done to.</summary>
static class Permission
{
    /// <summary>Why not; it says who may.</summary>
    public static async Task<Refusal?> Lacks(Work work, Parsed parsed, CancellationToken cancel)
    {
        var entry = parsed.Entry;
        return entry.Spec.Needs == Role.Nobody ? null
            : work.Duty is not null ? entry.Spec.Guard.Rights == Rights.Untouched ? null
                : new Refusal("OpsBot gives nobody rights and takes none: somebody has to ask for it.")
            : work.IsStranger ? await Strangers.Refusal(work, cancel)
            : !work.Operator.May(entry.Spec.Needs) ? await Needs(work, entry, cancel)
            : parsed.BreakGlass && !entry.IsQuestion && !work.Operator.May(Role.SuperAdmin)
                ? await BreakGlass.NotTheirs(work, parsed, cancel)
            : null;
    }

    static async Task<Refusal> Needs(Work work, Entry entry, CancellationToken cancel) =>
        new($"`/{entry.Command}` needs {entry.Spec.Needs.AsOne}: {await Who.May(work.Db, entry.Spec.Needs, cancel)}. "
            + $"You are {work.Operator.Role.AsOne}.");
}
