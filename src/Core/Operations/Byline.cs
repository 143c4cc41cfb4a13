using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Operations;

/// <summary>The quiet line below how something went: who asked, who approved, why, and when it ended.</summary>
static class Byline
{
    /// <summary>"Asked by Olivia, approved by Adam and Sam: “contract ended”".</summary>
    public static string Of(string asker, IReadOnlyList<string> approvers, string? reason, bool alone = false) =>
        (alone ? $"Run alone by {asker} (break-glass)" : $"Asked by {asker}")
        + (approvers.Count == 0 ? "" : $", approved by {Several.InOneSentence(approvers)}")
        + (string.IsNullOrWhiteSpace(reason) ? "" : $": “{reason}”");

    public static Small Ended(string byline, DateTimeOffset at) => new((Words)$"{byline} · " + new At(at));

    extension(Work work)
    {
        public string WhoseDoing => Of(Asker(work), work.ApprovedBy, work.Reason, work.BrokeGlass);
    }

    static string Asker(Work work) =>
        work.AskerId is not null ? work.Operator.Name : work.Duty is { } duty ? $"OpsBot ({duty})" : "OpsBot";
}
