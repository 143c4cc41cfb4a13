using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Operations;

/// <summary>The quiet line below how something went: who asked, who approved, why, and when it ended.</summary>
static class Byline
{
    /// <summary>"Asked by Olivia, approved by Adam and Sam: “contract ended”".</summary>
    public static string Of(string asker, IReadOnlyList<string> approvers, string? reason) =>
        $"Asked by {asker}"
        + (approvers.Count == 0 ? "" : $", approved by {Several.InOneSentence(approvers)}")
        + (string.IsNullOrWhiteSpace(reason) ? "" : $": “{reason}”");

    public static Small Ended(string byline, DateTimeOffset at) => new((Words)$"{byline} · " + new At(at));

    extension(Work work)
    {
        public string WhoseDoing => Of(work.AskerId is null ? work.Duty is { } duty ? $"OpsBot ({duty})" : "OpsBot" : work.Operator.Name, work.ApprovedBy, work.Reason);
    }
}
