using OpsBot.Core.Replies;

namespace OpsBot.Core.Operations;

/// <summary>How a plan reads: in a dry run, above a reason, on an approval card.</summary>
public static class Plans
{
    public static Reply Reply(Parsed parsed, Plan plan, Guard guard, IReadOnlyList<Part> beside) => new($"Dry run: {plan.Effect}")
    {
        Parts = [.. Parts(plan), .. beside, new Small($"Nothing was changed. Running it needs {guard}.")],
        Buttons = [new Button(parsed.Entry.Spec.Verb, (parsed with { DryRun = false }).Line()) { Look = plan.Reversible
            ? Look.Primary : Look.Danger }],
    };

    public static IReadOnlyList<Part> Parts(Plan plan)
    {
        var fields = new List<Field> { new("On", plan.Target.Label) };
        if (plan.Amount is { } amount) fields.Add(new("Amount", amount.ToString()));
        if (plan.Targets > 1) fields.Add(new("How many", plan.Targets.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        fields.AddRange(plan.Changes.Select(change => new Field(change.What, $"{change.Before} → {change.After}")));
        if (plan.Affects is { } affects) fields.Add(new("Who notices", affects.Sentence));
        // Said once, and where it cannot be missed.
        if (!plan.Reversible) return [new Fields(fields), new Notice(Tone.Warning, Sentences.WithInstants(plan.Undo.Sentence))];
        fields.Add(new("Undo", Sentences.WithInstants(plan.Undo.Sentence)));
        return [new Fields(fields)];
    }
}
