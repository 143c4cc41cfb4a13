using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Operations;

/// <summary>The form for what a line lacks: its missing arguments, and its reason.</summary>
static class Forms
{
    // Long enough that "x" does not pass for a reason, short enough for "abuse".
    public const int ShortestReason = 4;

    // As long as a message may be in one piece; a page of log belongs into a ticket.
    public const int LongestReason = 1_000;

    public static Refusal TooLong(string reason) => new(string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"A reason may have {LongestReason:N0} characters; this has {reason.Length:N0}. Say it in fewer words, or link to where it stands."));

    /// <summary>
    /// What is missing or wrong, and what was typed already, to be read and changed. A thing that was named stays as it is: whoever
    /// pressed "Deny" on a card means that request.
    /// </summary>
    public static Form For(Parsed parsed, Bound bound)
    {
        var spec = parsed.Entry.Spec;
        var problems = bound.Problems.ToDictionary(problem => problem.Parameter.Name);
        var asked = parsed.Entry.Parameters
            .Where(parameter => problems.ContainsKey(parameter.Name)
                || (parsed.Arguments.ContainsKey(parameter.Name) && !bound.Named.ContainsKey(parameter.Name)))
            .ToDictionary(parameter => parameter.Name);
        var kept = parsed
            with { Reason = null, Arguments = parsed.Arguments.Where(argument => !asked.ContainsKey(argument.Key)).ToDictionary() };
        return new(spec.Summary, spec.Verb, kept.Line())
        {
            Parts = bound.Named.Count == 0
                ? [] : [new Fields([.. bound.Named.Select(named => new Field(Capitalized(named.Key), named.Value.Full))])],
            Inputs =
            [
                .. asked.Values.Select(parameter => Input(parameter) with
                {
                    Initial = Typed(parameter, parsed.Arguments.GetValueOrDefault(parameter.Name)),
                    Problem = problems.GetValueOrDefault(parameter.Name) is { Missing: false, Sentence: var sentence } ? sentence : null,
                }),
                .. parsed.Reason is not null || spec.Guard.NeedsReason ? [ReasonInput(parsed.Reason, spec.Guard.NeedsReason)] : (Input[])[],
            ],
        };
    }

    static string? Typed(Parameter parameter, string? text) => text is { Length: > 0 } ? parameter.Choose(text) ?? text : null;

    public static Outcome AskForReason(Work work, Parsed parsed, Plan plan, Guard guard, IReadOnlyList<Part> beside)
    {
        if (work.Request.Dialog is null)
            return new(OutcomeKind.Refused)
            {
                Reply = new Reply("A reason is needed")
                {
                    Tone = Tone.Warning,
                    Parts = [new Paragraph(Words.Of(new Plain("Say why, for the audit: "), new Code($"{parsed.Line()} reason:\"…\""))),
                        .. Plans.Parts(plan), .. beside],
                    Buttons = [new Button("Give a reason", parsed.Line())],
                },
            };
        var problem = string.IsNullOrWhiteSpace(parsed.Reason) ? null : $"A few more words: at least {ShortestReason} letters.";
        return new(OutcomeKind.Asked)
        {
            Form = new Form(plan.Effect, Send(parsed, guard), (parsed with { Reason = null }).Line())
            {
                Parts = [.. Plans.Parts(plan), .. beside, .. Ahead(guard, parsed.BreakGlass)],
                Inputs = [ReasonInput(parsed.Reason, true) with { Problem = problem }],
                Seen = plan.Digest,
            },
        };
    }

    static string Send(Parsed parsed, Guard guard) =>
        guard.Kind != GuardKind.Approval ? parsed.Entry.Spec.Verb : parsed.BreakGlass ? "Run it alone" : "Ask for approval";

    static IEnumerable<Part> Ahead(Guard guard, bool breakGlass) => (guard.Kind, guard.Rights) switch
    {
        (GuardKind.Approval, _) when breakGlass => [new Notice(Tone.Bad, guard.Skipped)],
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
        MaxLength = LongestReason,
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

    static string Capitalized(string text) =>
        text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..].Replace('_', ' ').Replace('-', ' ');
}
