using OpsBot.Core.Alerts;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Approvals;

/// <summary>What somebody did alone and nobody has signed off within its day: an alert for each, until somebody does.</summary>
sealed class ReviewsOverdue : ITrouble, IAlertCard
{
    public string Causes => "approval:";

    public AlertKind[] Kinds { get; } = [AlertKind.Approval];

    public async Task<IReadOnlyList<NewAlert>> Now(Work work, CancellationToken cancel) =>
    [
        .. (await work.List<Review>(
            Review.Select + " where b.signed_off_at is null and b.due_at <= @Now order by b.number limit 100", new { work.Now }, cancel))
            .Select(Alert),
    ];

    static NewAlert Alert(Review review) => new(AlertKind.Approval, $"approval:{review.Id.Value:n}", Severity.Warning,
        $"Overdue for review: {review.Kind} #{review.Number} {review.Effect}")
    {
        Detail = $"{review.Operator} did it alone at {new At(review.RanAt).Text}: “{review.Reason}”. Another admin had to sign it off by "
            + $"{new At(review.DueAt).Text}.",
        About = Target.Of(review.Id, $"#{review.Number}"),
    };

    public async Task<string> Over(Alert alert, Work work, CancellationToken cancel)
    {
        var review = await Review.Load(work.Db, ReviewOf(alert), cancel);
        return review.SignedOffBy is { } who ? $"{who} signed it off: “{review.Note}”" : "Nobody has to sign it off any more.";
    }

    public async Task<AlertFace> Of(Alert alert, Work work, CancellationToken cancel)
    {
        var review = await Review.Load(work.Db, ReviewOf(alert), cancel);
        return new([],
        [
            new Button("Sign off", $"/approval sign-off {review.Number}"),
            new Button("Audit", $"/audit search operation:{CommandLine.Quote(review.Operation)}"),
        ]);
    }

    static ReviewId ReviewOf(Alert alert) => new(Guid.ParseExact(alert.Cause.AsSpan("approval:".Length), "n"));
}
