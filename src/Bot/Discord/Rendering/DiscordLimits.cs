namespace OpsBot.Bot.Discord;

/// <summary>What Discord takes and no more (https://docs.discord.com/developers/components/reference).</summary>
static class DiscordLimits
{
    /// <summary>All components of a message, nested ones counted.</summary>
    public const int MessageComponents = 40;

    /// <summary>All text of a message together; labels of buttons and options are counted, too, to be safe.</summary>
    public const int MessageCharacters = 4_000;

    public const int CustomId = 100;
    public const int ButtonText = 80;
    public const int RowButtons = 5;
    public const int Options = 25;
    public const int OptionText = 100;
    public const int OptionValue = 100;
    public const int Placeholder = 150;
    public const int Files = 10;

    /// <summary>Of a picture's alternative text Discord takes more; it may count as text of the message.</summary>
    public const int Description = 256;

    /// <summary>In bytes, for a server without boosts; all files of a message together are bounded as well.</summary>
    public const int FileSize = 10 * 1024 * 1024;
    public const int AllFilesSize = 24 * 1024 * 1024;

    public const int ModalTitle = 45;
    public const int ModalComponents = 5;
    public const int Label = 45;
    public const int LabelDescription = 100;
    public const int InputText = 4_000;
    public const int InputPlaceholder = 100;
    public const int ChoiceName = 100;
    public const int Choices = 25;
}
