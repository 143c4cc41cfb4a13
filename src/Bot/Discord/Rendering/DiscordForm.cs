using System.Text.Json.Nodes;
using OpsBot.Bot.Chat;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Discord;

/// <summary>
/// A neutral form as modals, one for each page: the plan above, its questions below; and the messages that lead from one to the next.
/// </summary>
static class DiscordForm
{
    /// <summary>custom_id of the button that takes a question away.</summary>
    public const string Dismiss = "dismiss";

    // " (10/12)" has to fit behind the title.
    const int PageMark = 8;
    const string CutNote = "-# Cut to fit here.";

    /// <summary>The questions of each page; the first one may have to leave a place for what is said above them.</summary>
    public static IReadOnlyList<IReadOnlyList<Input>> Pages(Form form)
    {
        var inputs = Inputs(form);
        var first = DiscordLimits.ModalComponents - (Says(form) ? 1 : 0);
        return [[.. inputs.Take(first)], .. inputs.Skip(first).Chunk(DiscordLimits.ModalComponents)];
    }

    /// <summary>The modal of one page; pages count from 0. Answers are those given so far, problems are what is wrong with them.</summary>
    public static JsonObject Modal(
        Form form, FormPage page, IReadOnlyDictionary<string, string> answers, IReadOnlyDictionary<string, string> problems,
        IReadOnlyDictionary<string, IReadOnlyList<Found>> offered)
    {
        var pages = Pages(form);
        var labels = pages[page.Number].Select(input => new DiscordInput(input)
        {
            Answer = answers.GetValueOrDefault(input.Name),
            Problem = problems.GetValueOrDefault(input.Name) ?? (answers.ContainsKey(input.Name) ? null : input.Problem),
            Offered = offered.GetValueOrDefault(input.Name),
        }.Label()).ToList();
        List<JsonObject> components = [.. page.Number == 0 && Says(form) ? Said(form, labels.Sum(Component.Characters)) : [], .. labels];
        return new()
        {
            ["custom_id"] = page.ToString(),
            ["title"] = Title(form, page.Number, pages.Count),
            ["components"] = Component.Array(components.Count > 0 ? components : [Component.Text("Go on?")]),
        };
    }

    /// <summary>For when no modal can open by itself: what is asked, or what is wrong, and the button that opens it.</summary>
    public static Rendered Asking(Form form, FormPage next, int pages, IReadOnlyDictionary<string, string> problems, string? note = null)
    {
        var wrong = Inputs(form).Where(input => problems.ContainsKey(input.Name)).ToList();
        var label = wrong.Count > 0 ? "Correct it" : next.Number == 0 ? "Open the form" : $"Go on ({next.Number + 1} of {pages})";
        return Question(wrong.Count > 0 ? Tone.Warning : Tone.Neutral, form.Title,
            [
                .. note is null ? [] : (Part[])[new Notice(Tone.Neutral, note)],
                .. wrong.Count > 0
                    ? wrong.Select(input => (Part)new Notice(Tone.Warning,
                        Words.Of(new Strong(ChatText.OneLine(input.Label)), new Plain($": {problems[input.Name]}"))))
                    : [new Fields([.. Pages(form)[next.Number].Select(input => new Field(input.Label, input.Hint ?? ""))])],
            ],
            [Component.Button(label, next.ToString(), Look.Primary)], new Menus());
    }

    /// <summary>Asked before a click that cannot be undone.</summary>
    public static Rendered Confirming(Click click)
    {
        var menus = new Menus();
        // What comes of it takes the question's place, so that nothing is left to click twice.
        var sure = menus.Button(
            new(click.Label ?? "Go on", click.Line) { InPlace = true, Look = click.IsDanger ? Look.Danger : Look.Primary }, isSure: true);
        return Question(Tone.Warning, "Are you sure?", [new Paragraph(click.Confirm ?? "")],
            [sure, Component.Button("Cancel", Dismiss, Look.Normal)], menus);
    }

    static Rendered Question(Tone tone, string heading, IReadOnlyList<Part> parts, IReadOnlyList<JsonObject> buttons, Menus menus)
    {
        var row = Component.Row(buttons);
        var canvas = new Canvas(Density.Close, DiscordLimits.MessageComponents - 1 - Component.Count(row),
            DiscordLimits.MessageCharacters - Component.Characters(row), labelCharacters: 0);
        canvas.Add(Piece.Prose.Of(ChatText.OneLine(heading), "### "));
        foreach (var piece in DiscordParts.Paint(parts, menus, Density.Close))
            canvas.Add(piece);
        return new([Component.Container([.. canvas.Children, row], tone)]) { Mentions = canvas.Mentions, Kept = menus.Kept };
    }

    static List<Input> Inputs(Form form) => [.. form.Inputs.DistinctBy(input => input.Name)];

    static bool Says(Form form) => form.Parts.Count > 0 || !TitleFits(form);

    static bool TitleFits(Form form) =>
        ChatText.OneLine(form.Title)
            .Length <= DiscordLimits.ModalTitle - (form.Inputs.Count < DiscordLimits.ModalComponents ? 0 : PageMark);

    static string Title(Form form, int number, int pages)
    {
        var mark = pages > 1 ? $" ({number + 1}/{pages})" : "";
        return Component.Label(TitleFits(form) ? form.Title : form.Submit, DiscordLimits.ModalTitle - mark.Length) + mark;
    }

    /// <summary>
    /// The whole title, where the bar is too short for it, and the plan. A modal has no buttons beside its own, so only the words of them
    /// are shown.
    /// </summary>
    static IEnumerable<JsonObject> Said(Form form, int taken)
    {
        var canvas = new Canvas(Density.Tight, components: 1, DiscordLimits.MessageCharacters - taken - CutNote.Length - 1,
            labelCharacters: 0);
        if (!TitleFits(form)) canvas.Add(Piece.Prose.Of(ChatText.OneLine(form.Title), "### "));
        foreach (var piece in DiscordParts.Paint([.. form.Parts.Select(WithoutFile)], new Menus(), Density.Tight))
            if (piece is Piece.Prose or Piece.Fixed) canvas.Add(piece);
        foreach (var text in canvas.Children)
        {
            if (canvas.IsCut || canvas.IsLogCut) text["content"] = $"{text["content"]}\n{CutNote}";
            yield return text;
        }
    }

    static Part WithoutFile(Part part) =>
        part is Attachment file ? new Paragraph(Words.Of(new Plain("File  "), new Code(ChatText.OneLine(file.FileName)))) : part;
}
