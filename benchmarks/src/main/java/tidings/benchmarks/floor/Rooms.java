package tidings.benchmarks.floor;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Who is where. Owned by the one loop. A message is encoded once; each member gets a duplicate of
/// the same bytes, and is flushed once a turn.
final class Rooms {
    private static final int FINAL_TEXT = 0x81;
    private static final int HEAD_BYTES_MOST = 10;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final int LENGTH_16_END = 1 << 16;

    private final Map<String, List<Member>> members = new HashMap<>();
    private final List<Member> unflushed = new ArrayList<>();
    private boolean flushing;

    void join(String room, Member member) {
        members.computeIfAbsent(room, _ -> new ArrayList<>()).add(member);
    }

    void leave(String room, Member member) {
        List<Member> all = members.get(room);
        if (all != null && all.remove(member) && all.isEmpty()) {
            members.remove(room);
        }
    }

    void broadcast(String room, ByteBuf payload, EventLoop loop, Channel from) {
        List<Member> all = members.get(room);
        if (all == null) {
            return;
        }
        ByteBuf frame = frame(payload, from);
        for (int i = 0; i < all.size(); i++) {
            Member member = all.get(i);
            Channel channel = member.channel();
            var _ = channel.write(frame.retainedDuplicate(), channel.voidPromise());
            if (!member.isUnflushed) {
                member.isUnflushed = true;
                unflushed.add(member);
            }
        }
        frame.release();
        if (!flushing) {
            flushing = true;
            loop.execute(this::flush);
        }
    }

    private void flush() {
        flushing = false;
        for (int i = 0; i < unflushed.size(); i++) {
            Member member = unflushed.get(i);
            member.isUnflushed = false;
            member.channel().flush();
        }
        unflushed.clear();
    }

    private static ByteBuf frame(ByteBuf payload, Channel from) {
        int length = payload.readableBytes();
        ByteBuf frame = from.alloc().directBuffer(length + HEAD_BYTES_MOST).writeByte(FINAL_TEXT);
        if (length < LENGTH_16) {
            frame.writeByte(length);
        } else if (length < LENGTH_16_END) {
            frame.writeByte(LENGTH_16).writeShort(length);
        } else {
            frame.writeByte(LENGTH_64).writeLong(length);
        }
        return frame.writeBytes(payload);
    }
}
