using System.Buffers.Binary;
using System.Text;
using OpsBot.Core.Clients.Docker;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Sandbox.Docker;

namespace OpsBot.Tests.Core.Clients.Docker;

public sealed class ReadingLogs : Engines
{
    [Fact]
    public async Task The_newest_come_first_and_no_more_than_asked()
    {
        Given("acme-prod", PretendStart.Running);
        var logs = (await Runtime.Logs(At("acme-prod"), 25, Cancel)).Value;

        Assert.Equal(25, logs.Lines.Count);
        Assert.Equal(logs.Lines.OrderByDescending(line => line.At).Select(line => line.At), logs.Lines.Select(line => line.At));
        Assert.Contains(logs.Lines, line => line.Text.Contains("acme-prod", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_secret_of_the_application_gets_through()
    {
        Given("acme-prod", PretendStart.Running);
        var logs = (await Runtime.Logs(At("acme-prod"), 1000, Cancel)).Value;

        Assert.Contains(logs.Lines, line => line.Text.Contains("db_password=••••••", StringComparison.Ordinal));
        Assert.DoesNotContain(logs.Lines, line =>
            line.Text.Contains("hunter2", StringComparison.Ordinal) || line.Text.Contains("retend", StringComparison.Ordinal) ||
            line.Text.Contains("s3cr3t", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1.41")]
    [InlineData("1.50")]
    public async Task No_line_begins_with_the_header_of_its_frame_whether_or_not_the_answer_says_that_it_has_one(string version)
    {
        Engine.ApiVersion = version;
        Given("acme-prod", PretendStart.Running);
        var logs = (await Runtime.Logs(At("acme-prod"), 50, Cancel)).Value;
        Assert.All(logs.Lines, line => Assert.NotNull(line.At));
        Assert.Contains(logs.Lines, line => line.Source == LogSource.Error);
    }

    [Theory]
    [InlineData("1.41")]
    [InlineData("1.50")]
    public async Task A_container_with_a_terminal_reads_the_same(string version)
    {
        Engine.ApiVersion = version;
        Given("acme-prod", PretendStart.Running).Terminal = true;
        var logs = (await Runtime.Logs(At("acme-prod"), 10, Cancel)).Value;
        Assert.Equal(10, logs.Lines.Count);
        Assert.All(logs.Lines, line => Assert.True(line.At is not null && !line.Text.Contains('\r', StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Why_a_failed_one_ended_stands_at_the_top()
    {
        Given("acme-prod", PretendStart.Failed);
        var logs = (await Runtime.Logs(At("acme-prod"), 5, Cancel)).Value;
        Assert.Contains("Failed to initialize database", logs.Lines[0].Text, StringComparison.Ordinal);
        Assert.Equal(LogSource.Error, logs.Lines[0].Source);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public async Task Fewer_than_one_or_more_than_a_thousand_is_a_mistake_of_the_caller(int lines) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Runtime.Logs(At("acme-prod"), lines, Cancel));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task Frames_may_arrive_in_any_pieces(int piece)
    {
        byte[] stream =
        [
            .. Frame(1, "2026-08-24T10:00:00.123456789Z first ünï\n"), .. Frame(2, "2026-08-24T10:00:01.000000000Z bad\n"),
            .. Frame(1, ""), .. Frame(1, "2026-08-24T10:00:02.000000000Z half "), .. Frame(2, "2026-08-24T10:00:03.000000000Z between\n"),
            .. Frame(1, "2026-08-24T10:00:04.000000000Z and half\n"), .. Frame(1, "no time\ntwo in one\n"), .. Frame(1, "no end"),
        ];
        var logs = await DockerLogs.Read(new Pieces(stream, piece), framed: true, Cancel);

        Assert.Equal(["first ünï", "bad", "between", "half and half", "no time", "two in one", "no end"],
            logs.Lines.Select(line => line.Text));
        Assert.Equal(new DateTimeOffset(2026, 8, 24, 10, 0, 0, TimeSpan.Zero).AddTicks(1234567), logs.Lines[0].At!.Value,
            TimeSpan.FromTicks(1));
        Assert.Equal([LogSource.Output, LogSource.Error, LogSource.Error, LogSource.Output],
            logs.Lines.Take(4).Select(line => line.Source));
        Assert.Equal(2, logs.Lines[3].At!.Value.Second);
        Assert.Null(logs.Lines[4].At);
    }

    [Fact]
    public async Task A_stream_cut_off_in_a_header_or_a_payload_gives_what_was_there()
    {
        byte[] whole = [.. Frame(1, "one\n"), .. Frame(1, "two\n")];
        for (var length = 0; length <= whole.Length; length++)
        {
            var logs = await DockerLogs.Read(new MemoryStream(whole[..length]), framed: true, Cancel);
            Assert.Equal(length < 11 ? 0 : 1, logs.Lines.Count(line => line.Text == "one"));
        }
    }

    [Fact]
    public async Task Frames_that_something_between_has_unwrapped_are_still_read()
    {
        var logs = await DockerLogs.Read(new MemoryStream("plain text\nand more\n"u8.ToArray()), framed: true, Cancel);
        Assert.Equal(["plain text", "and more"], logs.Lines.Select(line => line.Text));
    }

    [Fact]
    public async Task A_frame_that_claims_four_gigabytes_takes_no_such_memory()
    {
        byte[] stream = [1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, .. Encoding.ASCII.GetBytes(new string('x', 200_000))];
        var logs = await DockerLogs.Read(new Pieces(stream, 5000), framed: true, Cancel);
        Assert.True(logs.Cut);
        Assert.Equal(8 * 1024, Assert.Single(logs.Lines).Text.Length);
    }

    static byte[] Frame(byte stream, string text)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        byte[] frame = [stream, 0, 0, 0, 0, 0, 0, 0, .. payload];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), payload.Length);
        return frame;
    }

    /// <summary>A network that delivers at most so many bytes at a time.</summary>
    sealed class Pieces(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(most, buffer.Length)], cancellationToken);
    }
}
