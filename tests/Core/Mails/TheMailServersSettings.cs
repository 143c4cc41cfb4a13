using OpsBot.Core.Mails;

namespace OpsBot.Tests.Core.Mails;

public sealed class TheMailServersSettings
{
    static readonly SmtpOptions fine = new() { Host = "smtp.example.com", From = "billing@example.com" };

    [Fact]
    public void Without_a_host_there_is_nothing_to_be_wrong() => Assert.Empty(new SmtpOptions { From = "nobody", Port = 0 }.Problems);

    [Fact]
    public void With_a_host_and_an_address_they_are_enough()
    {
        Assert.Empty(fine.Problems);
        Assert.Equal((587, SmtpSecurity.StartTls), (fine.Port, fine.Security));
    }

    public static TheoryData<SmtpOptions, string> Wrong => new()
    {
        { new() { Host = "smtp.example.com" }, "OPSBOT_Smtp__From" },
        { new() { Host = "smtp.example.com", From = "Nimbus <billing@example.com>" }, "OPSBOT_Smtp__From" },
        { new() { Host = "smtp.example.com", From = "billing@example.com", Port = 0 }, "OPSBOT_Smtp__Port" },
        { new() { Host = "smtp.example.com", From = "billing@example.com", Security = SmtpSecurity.None }, "in the clear" },
        { new() { Host = "smtp.example.com", From = "billing@example.com", User = "nimbus" }, "OPSBOT_Smtp__Password" },
        { new() { Host = "smtp.example.com", From = "billing@example.com", Timeout = TimeSpan.FromHours(1) }, "OPSBOT_Smtp__Timeout" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void What_is_wrong_says_what_to_set(SmtpOptions options, string says) =>
        Assert.Contains(says, Assert.Single(options.Problems), StringComparison.Ordinal);
}
