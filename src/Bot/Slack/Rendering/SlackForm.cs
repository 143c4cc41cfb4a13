using System.Text.Json.Nodes;
using OpsBot.Bot.Chat;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Slack;

/// <summary>A neutral form as a modal: the plan above, its questions below.</summary>
static class SlackForm
{
    public const string Callback = "form";

    // With the problem above each they still leave room for the plan.
    const int MostInputs = 40;

    /// <summary>None when the command line is too long for a modal to carry.</summary>
    public static JsonObject? View(Form form, FormMemory memory)
    {
        if (memory.Write() is not { } metadata) return null;
        var asked = form.Inputs.Take(MostInputs).DistinctBy(input => input.Name).ToList();
        // The cursor stands where something is left to say.
        var first = asked.Find(input => input.Problem is { Length: > 0 })
            ?? asked.Find(input => input is { Required: true, Initial: null or "" }) ?? asked.FirstOrDefault();
        var inputs = asked.SelectMany(input => SlackInput.Blocks(input, hasCursor: input == first)).ToList();
        var canvas = new Canvas(Surface.Modal, reservedBlocks: inputs.Count + 1, reservedCharacters: inputs.Sum(Block.Characters));
        var title = ChatText.OneLine(form.Title);
        // The title bar holds 24 characters; the whole sentence stands below it.
        if (title.Length > SlackLimits.ViewTitle) canvas.Add(Block.Header(title));
        foreach (var part in form.Parts)
            SlackParts.Paint(part, canvas, compact: false, isEnd: false);
        List<JsonObject> blocks = [.. canvas.Blocks];
        if (canvas.IsCut || canvas.IsLogCut) blocks.Add(Block.Context("Cut to fit here."));
        blocks.AddRange(inputs);
        if (blocks.Count == 0) blocks.Add(Block.Header(title.Length > 0 ? title : "Go on?"));
        return new()
        {
            ["type"] = "modal",
            ["callback_id"] = Callback,
            ["private_metadata"] = metadata,
            ["title"] = Block.Plain(title.Length > SlackLimits.ViewTitle ? ChatText.OneLine(form.Submit) : title, SlackLimits.ViewTitle),
            ["submit"] = Block.Plain(ChatText.OneLine(form.Submit), SlackLimits.ViewTitle),
            ["close"] = Block.Plain("Cancel", SlackLimits.ViewTitle),
            ["blocks"] = Block.Array(blocks),
        };
    }
}
