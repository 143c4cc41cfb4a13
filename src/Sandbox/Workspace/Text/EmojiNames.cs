using System.Collections.Frozen;

namespace OpsBot.Sandbox.Workspace.Text;

/// <summary>The short names that the workspace knows, and the characters that mean the same.</summary>
static class EmojiNames
{
    static readonly FrozenDictionary<string, string> Characters = new Dictionary<string, string>
    {
        ["white_check_mark"] = "✅", ["heavy_check_mark"] = "✔", ["x"] = "❌", ["warning"] = "⚠", ["rotating_light"] = "🚨",
        ["red_circle"] = "🔴", ["large_green_circle"] = "🟢", ["large_yellow_circle"] = "🟡", ["large_orange_circle"] = "🟠",
        ["large_blue_circle"] = "🔵", ["white_circle"] = "⚪", ["black_circle"] = "⚫", ["lock"] = "🔒", ["unlock"] = "🔓",
        ["bell"] = "🔔", ["no_bell"] = "🔕", ["hourglass"] = "⌛", ["hourglass_flowing_sand"] = "⏳", ["stopwatch"] = "⏱",
        ["information_source"] = "ℹ", ["question"] = "❓", ["exclamation"] = "❗", ["no_entry"] = "⛔", ["no_entry_sign"] = "🚫",
        ["octagonal_sign"] = "🛑", ["memo"] = "📝", ["mag"] = "🔍", ["gear"] = "⚙", ["wrench"] = "🔧", ["hammer"] = "🔨",
        ["rocket"] = "🚀", ["fire"] = "🔥", ["tada"] = "🎉", ["wave"] = "👋", ["eyes"] = "👀", ["link"] = "🔗", ["key"] = "🔑",
        ["moneybag"] = "💰", ["credit_card"] = "💳", ["receipt"] = "🧾", ["package"] = "📦", ["floppy_disk"] = "💾",
        ["wastebasket"] = "🗑", ["arrow_forward"] = "▶", ["arrows_counterclockwise"] = "🔄", ["repeat"] = "🔁",
        ["double_vertical_bar"] = "⏸", ["black_square_for_stop"] = "⏹", ["pushpin"] = "📌", ["clipboard"] = "📋",
        ["chart_with_upwards_trend"] = "📈", ["chart_with_downwards_trend"] = "📉", ["bar_chart"] = "📊", ["shield"] = "🛡",
        ["bust_in_silhouette"] = "👤", ["busts_in_silhouette"] = "👥", ["house"] = "🏠", ["zap"] = "⚡", ["thumbsup"] = "👍",
        ["+1"] = "👍", ["thumbsdown"] = "👎", ["-1"] = "👎", ["sos"] = "🆘", ["green_heart"] = "💚", ["broken_heart"] = "💔",
        ["zzz"] = "💤", ["calendar"] = "📅", ["email"] = "📧", ["speech_balloon"] = "💬", ["paperclip"] = "📎", ["page_facing_up"] = "📄",
        ["file_folder"] = "📁", ["globe_with_meridians"] = "🌐", ["computer"] = "💻", ["bulb"] = "💡", ["bug"] = "🐛",
        ["recycle"] = "♻", ["checkered_flag"] = "🏁", ["construction"] = "🚧", ["arrow_right"] = "➡", ["arrow_up"] = "⬆",
        ["arrow_down"] = "⬇",
        ["lock_with_ink_pen"] = "🔏", ["scroll"] = "📜", ["leftwards_arrow_with_hook"] = "↩", ["sparkles"] = "✨", ["point_right"] = "👉",
    }.ToFrozenDictionary();

    static readonly FrozenDictionary<string, string> Drawn = Characters
        .Where(pair => EmojiDrawings.Has(pair.Key) && pair.Key != "arrow_forward") // ▶ is also a plain sign, next to ◀ on a button
        .DistinctBy(pair => pair.Value)
        .ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    public static bool Knows(string name) => Characters.ContainsKey(name);

    public static string Character(string name) => Characters.GetValueOrDefault(name, $":{name}:");

    /// <summary>Splits text at the characters that are drawn here, so that they look the same without an emoji font.</summary>
    public static IEnumerable<(string Text, bool IsEmoji)> Split(string text)
    {
        var from = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] < '\u2000') continue;
            var length = char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 2 : 1;
            if (!Drawn.TryGetValue(text.Substring(i, length), out var name)) continue;
            if (i > from) yield return (text[from..i], false);
            yield return (name, true);
            i += length - 1;
            if (i + 1 < text.Length && text[i + 1] == '\uFE0F') i++;
            from = i + 1;
        }

        if (from < text.Length) yield return (text[from..], false);
    }
}
