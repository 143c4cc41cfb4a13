using System.Collections.Frozen;

namespace OpsBot.Sandbox.Workspace.Text;

/// <summary>The signs an operator meets all day, drawn, because a server's browser often has no emoji font.</summary>
static class EmojiDrawings
{
    const string Check =
        "<path d='M6 10.3l2.7 2.7L14 7.4' stroke='#fff' stroke-width='2.2' fill='none' stroke-linecap='round' stroke-linejoin='round'/>";
    const string Cross = "<path d='M7 7l6 6M13 7l-6 6' stroke='#fff' stroke-width='2.2' stroke-linecap='round'/>";
    const string Bang =
        "<path d='M10 6v5' stroke='#fff' stroke-width='2.2' stroke-linecap='round'/><circle cx='10' cy='14' r='1.3' fill='#fff'/>";

    static readonly FrozenDictionary<string, string> Inner = new Dictionary<string, string>
    {
        ["white_check_mark"] = Tile("#1a9a5c") + Check,
        ["heavy_check_mark"] =
            "<path d='M4.5 10.5l3.6 3.8L15.5 6' stroke='#1a9a5c' stroke-width='2.6' fill='none' stroke-linecap='round' stroke-linejoin='round'/>",
        ["x"] = "<path d='M5.5 5.5l9 9M14.5 5.5l-9 9' stroke='#d5405b' stroke-width='2.8' stroke-linecap='round'/>",
        ["warning"] =
            "<path d='M10 2.6l8 14.2H2z' fill='#e8a317' stroke='#e8a317' stroke-width='1.6' stroke-linejoin='round'/><path d='M10 7.6v4.2' stroke='#fff' stroke-width='2' stroke-linecap='round'/><circle cx='10' cy='14.4' r='1.2' fill='#fff'/>",
        ["rotating_light"] =
            "<path d='M5 14V9.5a5 5 0 0110 0V14z' fill='#d5405b'/><rect x='3.5' y='14.6' width='13' height='2.6' rx='1.2' fill='#7d8a92'/><path d='M3 6L1.6 5M17 6l1.4-1M10 2.6V1' stroke='#d5405b' stroke-width='1.6' stroke-linecap='round'/>",
        ["red_circle"] = Disc("#d5405b"),
        ["large_green_circle"] = Disc("#1a9a5c"),
        ["large_yellow_circle"] = Disc("#e8b417"),
        ["large_orange_circle"] = Disc("#e07b22"),
        ["large_blue_circle"] = Disc("#3577d4"),
        ["white_circle"] = "<circle cx='10' cy='10' r='6.4' fill='none' stroke='#94a0a7' stroke-width='2'/>",
        ["black_circle"] = Disc("#5a666d"),
        ["lock"] = "<rect x='4' y='9' width='12' height='8.4' rx='2' fill='#e0a528'/><path d='M6.6 9V6.8a3.4 3.4 0 016.8 0V9' stroke='#8a969d' stroke-width='2' fill='none'/>",
        ["unlock"] =
            "<rect x='4' y='9' width='12' height='8.4' rx='2' fill='#e0a528'/><path d='M6.6 9V6.8a3.4 3.4 0 016.6-1' stroke='#8a969d' stroke-width='2' fill='none'/>",
        ["bell"] = Bell,
        ["no_bell"] = Bell + "<path d='M3 3l14 14' stroke='#d5405b' stroke-width='2' stroke-linecap='round'/>",
        ["hourglass"] = Hourglass,
        ["hourglass_flowing_sand"] = Hourglass,
        ["stopwatch"] =
            "<circle cx='10' cy='11' r='6.4' fill='none' stroke='#6d7b83' stroke-width='2'/><path d='M10 7.8V11l2 1.6M8.2 2.4h3.6' stroke='#6d7b83' stroke-width='2' stroke-linecap='round' fill='none'/>",
        ["information_source"] = Tile("#3577d4")
            + "<path d='M10 9.4v4.4' stroke='#fff' stroke-width='2.2' stroke-linecap='round'/><circle cx='10' cy='6.4' r='1.3' fill='#fff'/>",
        ["exclamation"] = Disc("#d5405b") + Bang,
        ["no_entry"] = Disc("#d5405b") + "<path d='M6 10h8' stroke='#fff' stroke-width='2.6' stroke-linecap='round'/>",
        ["no_entry_sign"] =
            "<circle cx='10' cy='10' r='6.6' fill='none' stroke='#d5405b' stroke-width='2.4'/><path d='M5.4 5.4l9.2 9.2' stroke='#d5405b' stroke-width='2.4'/>",
        ["octagonal_sign"] = "<path d='M7 2h6l5 5v6l-5 5H7l-5-5V7z' fill='#d5405b'/>" + Cross,
        ["memo"] = Sheet,
        ["page_facing_up"] = Sheet,
        ["clipboard"] = Sheet,
        ["scroll"] = Sheet,
        ["mag"] = "<circle cx='8.6' cy='8.6' r='5' fill='none' stroke='#6d7b83' stroke-width='2'/><path d='M12.6 12.6l4.4 4.4' stroke='#6d7b83' stroke-width='2.4' stroke-linecap='round'/>",
        ["arrows_counterclockwise"] = Turn,
        ["repeat"] = Turn,
        ["arrow_forward"] = Tile("#3577d4") + "<path d='M8 6l6 4-6 4z' fill='#fff'/>",
        ["double_vertical_bar"] = Tile("#3577d4") + "<path d='M8 6v8M12 6v8' stroke='#fff' stroke-width='2'/>",
        ["black_square_for_stop"] = Tile("#3577d4") + "<rect x='7' y='7' width='6' height='6' rx='1' fill='#fff'/>",
        ["key"] = "<circle cx='7' cy='7.4' r='3.6' fill='none' stroke='#e0a528' stroke-width='2.2'/><path d='M9.6 10l6.6 6.6M13.4 13.8l2-2' stroke='#e0a528' stroke-width='2.2' stroke-linecap='round'/>",
        ["zap"] = "<path d='M11.4 1.8L4.4 11.4h4.8L8.4 18.2l7.2-9.8h-5z' fill='#e8b417'/>",
        ["fire"] = "<path d='M10 18c-3.8 0-6-2.5-6-5.6 0-3 2.4-4.4 3.2-7.9.1-.6.7-.8 1.1-.4 1.700 1.300 2.400 3 2.400 4.600.6-.4 1-1 1.200-1.800.1-.4.6-.5.9-.2C14.600 8.500 16 10.400 16 12.500 16 15.600 13.800 18 10 18z' fill='#e07b22'/>",
        ["bulb"] = "<path d='M10 2a5.600 5.600 0 00-3.200 10.200c.5.400.7.900.7 1.500V14h5v-.3c0-.6.3-1.100.7-1.500A5.600 5.600 0 0010 2z' fill='#e8b417'/><path d='M8 16h4M8.700 18h2.600' stroke='#8a969d' stroke-width='1.600' stroke-linecap='round'/>",
        ["shield"] = "<path d='M10 2l6.500 2.400v5c0 4-2.700 7-6.500 8.600-3.800-1.600-6.500-4.600-6.500-8.600v-5z' fill='#3577d4'/>"
            + Check,
        ["package"] =
            "<path d='M10 2l7 3.500v8.500L10 18l-7-4V5.500z' fill='#b98a4e'/><path d='M3 5.500l7 3.500 7-3.500M10 9v9' stroke='#fff' stroke-opacity='.7' stroke-width='1.300' fill='none'/>",
        ["moneybag"] = Disc("#1a9a5c")
            + "<path d='M12.400 7.400c-.6-.8-1.500-1.100-2.500-1.100-1.400 0-2.300.7-2.300 1.700 0 2.600 5 1.200 5 3.900 0 1.100-1 1.800-2.500 1.800-1.200 0-2.200-.4-2.800-1.300M10 5v10' stroke='#fff' stroke-width='1.400' fill='none' stroke-linecap='round'/>",
        ["bust_in_silhouette"] = Bust,
        ["busts_in_silhouette"] = Bust,
        ["paperclip"] =
            "<path d='M14.5 8.5l-5.700 5.700a2.500 2.500 0 01-3.600-3.600l6.500-6.500a3.600 3.600 0 015.100 5.100l-6.600 6.600' stroke='#6d7b83' stroke-width='1.700' fill='none' stroke-linecap='round' stroke-linejoin='round'/>",
        ["eyes"] = "<ellipse cx='6' cy='10' rx='3.6' ry='5.4' fill='#fff' stroke='#6d7b83' stroke-width='1.2'/><ellipse cx='14' cy='10' rx='3.6' ry='5.4' fill='#fff' stroke='#6d7b83' stroke-width='1.2'/><circle cx='4.8' cy='11' r='1.9' fill='#2b3437'/><circle cx='12.8' cy='11' r='1.9' fill='#2b3437'/>",
        ["rocket"] =
            "<path d='M10 1.6c3 2.400 4 5.600 4 8.400l-1.600 4.400H7.600L6 10c0-2.800 1-6 4-8.400z' fill='#9fb0ba'/><circle cx='10' cy='7.600' r='1.800' fill='#3577d4'/><path d='M6 10l-3 4 3.600.4M14 10l3 4-3.600.4' fill='#d5405b'/><path d='M8.400 15h3.200L10 19z' fill='#e07b22'/>",
        ["tada"] = "<path d='M3 17.400L7 6.600l6.400 6.400z' fill='#e8b417'/><path d='M11 5.500c1-1 .5-2.500.5-2.500M14.500 9c1-1 2.500-.5 2.500-.5M13 7l3.500-3.500' stroke='#d5405b' stroke-width='1.600' stroke-linecap='round' fill='none'/><circle cx='16' cy='13' r='1' fill='#3577d4'/><circle cx='7' cy='3' r='1' fill='#1a9a5c'/>",
        ["link"] = "<path d='M8.600 11.400a3 3 0 004.200 0l2.800-2.800a3 3 0 00-4.200-4.200L10 5.800M11.400 8.600a3 3 0 00-4.200 0l-2.800 2.800a3 3 0 004.200 4.200l1.400-1.400' stroke='#6d7b83' stroke-width='1.800' fill='none' stroke-linecap='round'/>",
        ["wastebasket"] =
            "<path d='M4 6h12M8 6V3.600h4V6M5.400 6l.8 11h7.600l.8-11' stroke='#6d7b83' stroke-width='1.800' fill='none' stroke-linejoin='round'/>",
        ["gear"] = "<circle cx='10' cy='10' r='5' fill='none' stroke='#6d7b83' stroke-width='3.200'/><path d='M10 1.800v3M10 15.200v3M1.800 10h3M15.200 10h3M4.200 4.200l2.100 2.100M13.700 13.700l2.100 2.100M15.800 4.200l-2.100 2.100M6.300 13.700l-2.100 2.100' stroke='#6d7b83' stroke-width='2.200'/>",
    }.ToFrozenDictionary();

    public static bool Has(string name) => Inner.ContainsKey(name);

    /// <summary>The inside of a 20 × 20 picture; null when there is only the character.</summary>
    public static string? Find(string name) => Inner.GetValueOrDefault(name);

    const string Bell =
        "<path d='M10 2.400c-3 0-4.800 2.200-4.800 5v3.200L3.600 13.600h12.800l-1.600-3V7.400c0-2.800-1.800-5-4.800-5z' fill='#e0a528'/><path d='M8 15.200a2 2 0 004 0z' fill='#b9831a'/>";
    const string Hourglass =
        "<path d='M5 2.600h10M5 17.400h10' stroke='#8a969d' stroke-width='2' stroke-linecap='round'/><path d='M6.400 3.400c0 4 2.600 4.600 2.600 6.600s-2.600 2.600-2.600 6.600h7.200c0-4-2.600-4.600-2.600-6.600s2.600-2.600 2.600-6.600z' fill='#e0a528' fill-opacity='.75'/>";
    const string Sheet =
        "<path d='M4.500 2h8L16 5.500V18H4.500z' fill='#9fb0ba'/><path d='M7 8h6M7 11h6M7 14h4' stroke='#fff' stroke-width='1.400' stroke-linecap='round'/>";
    const string Turn =
        "<path d='M15.600 8.400A6 6 0 005 6.600M4.400 11.600A6 6 0 0015 13.400' stroke='#3577d4' stroke-width='2.100' fill='none' stroke-linecap='round'/><path d='M5 2.800v4h4M15 17.200v-4h-4' stroke='#3577d4' stroke-width='2.100' fill='none' stroke-linecap='round' stroke-linejoin='round'/>";
    const string Bust =
        "<circle cx='10' cy='7' r='3.600' fill='#6d7b83'/><path d='M3.600 17c.4-3.600 3-5.400 6.400-5.400s6 1.800 6.400 5.400z' fill='#6d7b83'/>";

    static string Disc(string color) => $"<circle cx='10' cy='10' r='7.400' fill='{color}'/>";

    static string Tile(string color) => $"<rect x='1.800' y='1.800' width='16.400' height='16.400' rx='4' fill='{color}'/>";
}
