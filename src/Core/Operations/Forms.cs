using OpsBot.Core.Approvals;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Operations;

/// <summary>The form for what a line lacks: its missing arguments, and its reason.</summary>
static class Forms
{
    // Long enough that "x" does not pass for a reason, short enough for "abuse".
    public const int ShortestReason = 4;

    public static Form For(Parsed parsed, IReadOnlyList<Problem> missing)
    {
        var spec = parsed.Entry.Spec;
        var inputs = missing.Select(problem => Input(problem.Parameter)).ToList();
        if (spec.Guard.NeedsReason && parsed.Reason is null) inputs.Add(ReasonInput(null, true));
        return new(spec.Summary, spec.Verb, parsed.Line()) { Inputs = inputs };
    }

    /// <summary>A form that came back with something wrong in it: all of it once more, and what is wrong at its question.</summary>
    public static Form Again(Parsed parsed, IReadOnlyList<Problem> problems)
    {
        var spec = parsed.Entry.Spec;
        var asked = problems.ToDictionary(problem => problem.Parameter.Name);
        var rest = parsed with { Reason = null, Arguments = parsed.Arguments.Where(pair => !asked.ContainsKey(pair.Key)).ToDictionary() };
        return new(spec.Summary, spec.Verb, rest.Line())
        {
            Inputs =
            [
                .. problems.Select(problem => Input(problem.Parameter) with
                {
                    Initial = parsed.Arguments.GetValueOrDefault(problem.Parameter.Name), Problem = problem.Missing ? null : problem.Sentence,
                }),
                .. parsed.Reason is not null || spec.Guard.NeedsReason ? [ReasonInput(parsed.Reason, spec.Guard.NeedsReason)] : (Input[])[],
            ],
        };
    }

    public static Outcome AskForReason(Work work, Parsed parsed, Plan plan, Guard guard)
    {
        if (work.Request.Dialog is null)
            return new(OutcomeKind.Refused)
            {
                Reply = new Reply("A reason is needed")
                {
                    Tone = Tone.Warning,
                    Parts = [new Paragraph(Words.Of(new Plain("Say why, for the audit: "), new Code($"{parsed.Line()} reason:\"…\""))), .. Plans.Parts(plan)],
                    Buttons = [new Button("Give a reason", parsed.Line())],
                },
            };
        var problem = string.IsNullOrWhiteSpace(parsed.Reason) ? null : $"A few more words: at least {ShortestReason} letters.";
        return new(OutcomeKind.Asked)
        {
            Form = new Form(plan.Effect, Send(parsed, guard), (parsed with { Reason = null }).Line())
            {
                Parts = [.. Plans.Parts(plan), .. Ahead(guard, parsed.BreakGlass)],
                Inputs = [ReasonInput(parsed.Reason, true) with { Problem = problem }],
                Seen = plan.Digest,
            },
        };
    }

    static string Send(Parsed parsed, Guard guard) =>
        guard.Kind != GuardKind.Approval ? parsed.Entry.Spec.Verb : parsed.BreakGlass ? "Run it alone" : "Ask for approval";

    static IEnumerable<Part> Ahead(Guard guard, bool breakGlass) => (guard.Kind, guard.Rights) switch
    {
        (GuardKind.Approval, _) when breakGlass => [new Notice(Tone.Bad, BreakGlass.Skips(guard))],
        (GuardKind.Approval, _) => [new Notice(Tone.Neutral, $"It runs after {guard.Approvals}.")],
        (_, Rights.Given) =>
            [new Notice(Tone.Warning, "Nobody else could approve it, so your reason is enough. Whoever joins later is told.")],
        (_, Rights.Taken) =>
            [new Notice(Tone.Neutral, "It counts at once. Every admin is told, and another one has to sign it off within 24 hours.")],
        _ => [],
    };

    internal static Input ReasonInput(string? initial, bool required) => new("reason", "Reason", ParameterKind.Text)
    {
        Hint = "Why this is done. It stays in the audit.",
        Required = required,
        Initial = initial,
        MinLength = ShortestReason,
        MaxLength = 1000,
        ManyLines = true,
    };

    static Input Input(Parameter parameter) => new(parameter.Name, Capitalized(parameter.Name), parameter.Kind)
    {
        Hint = Capitalized(parameter.Summary),
        Required = parameter.Required,
        MaxLength = parameter.MaxLength,
        ManyLines = parameter is { Kind: ParameterKind.Text, MaxLength: >= 1000 },
        Choices = [.. parameter.Choices.Select(choice => new InputChoice(choice, Capitalized(choice)))],
    };

    static string Capitalized(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..].Replace('_', ' ').Replace('-', ' ');
}
