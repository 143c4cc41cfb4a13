using System.Text;

namespace OpsBot.Core.Values;

/// <summary>How an enum member is written in SQL, JSON and on the command line: super_admin.</summary>
public static class SnakeCase
{
    extension<TEnum>(TEnum value) where TEnum : struct, Enum
    {
        public string Snake() => Of(value.ToString());

        /// <summary>As an operator reads it: "super admin".</summary>
        public string Words() => Of(value.ToString()).Replace('_', ' ');
    }

    public static string Of(string pascal)
    {
        var text = new StringBuilder(pascal.Length + 4);
        foreach (var c in pascal)
        {
            if (char.IsUpper(c) && text.Length > 0) text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }

    public static bool TryParse<TEnum>(string snake, out TEnum value) where TEnum : struct, Enum =>
        Enum.TryParse(snake.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal)
            .Replace(" ", "", StringComparison.Ordinal), ignoreCase: true, out value)
        && Enum.IsDefined(value) && !char.IsAsciiDigit(snake.FirstOrDefault());
}
