package dev.kagzi.chaos.bug;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/** A small change to a compiled class. */
sealed interface Mutation {

    /** Puts another text in place of a part of a string constant, SQL as a rule. */
    record ReplaceText(String text, String replacement) implements Mutation {}

    /** Makes a method return at once: nothing, {@code value}, no time at all, or null. */
    record ReturnAtOnce(String method, int value) implements Mutation {}

    /** Takes every call of a method that returns nothing, or what it is called on, out of another method. */
    record DropCall(String inMethod, String called) implements Mutation {}

    /** Turns the answer of every call of a method, a boolean or an int, into a fixed one. */
    record FixAnswer(String inMethod, String called, int answer) implements Mutation {}

    /** Calls a method of a field, one without arguments and result, before a method does anything else. */
    record CallFirst(String method, String field, String called) implements Mutation {}

    /**
     * Makes a method that gives an instant look at the clock of its machine.
     *
     * @param ahead system property with the milliseconds by which that clock is wrong
     */
    record UseOwnClock(String method, String ahead) implements Mutation {}

    /**
     * Applies it.
     *
     * @throws IllegalStateException when there is nothing in the class it could change
     */
    default byte[] apply(byte[] compiled) {
        ClassReader reader = new ClassReader(compiled);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        AtomicInteger changes = new AtomicInteger();
        reader.accept(new Rewriter(writer, this, changes), 0);
        if (changes.get() == 0) {
            throw new IllegalStateException(this + " changes nothing in " + reader.getClassName());
        }
        return writer.toByteArray();
    }

    /** Walks through a class and changes what the mutation names. */
    final class Rewriter extends ClassVisitor {

        private static final String DURATION = "java/time/Duration";
        private static final String INSTANT = "java/time/Instant";
        private static final String LONG = "java/lang/Long";

        private final Mutation mutation;
        private final AtomicInteger changes;
        private final Map<String, String> fields = new HashMap<>();
        private String className = "";

        private Rewriter(ClassVisitor next, Mutation mutation, AtomicInteger changes) {
            super(Opcodes.ASM9, next);
            this.mutation = mutation;
            this.changes = changes;
        }

        @Override
        public void visit(
                int version,
                int access,
                String name,
                @Nullable String signature,
                @Nullable String superName,
                String @Nullable [] interfaces) {
            className = name;
            super.visit(version, access, name, signature, superName, interfaces);
        }

        @Override
        public FieldVisitor visitField(
                int access, String name, String descriptor, @Nullable String signature, @Nullable Object value) {
            fields.put(name, descriptor);
            return super.visitField(access, name, descriptor, signature, value);
        }

        @Override
        public MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
            if (mutation instanceof ReturnAtOnce at && at.method().equals(name)) {
                changes.incrementAndGet();
                return new Instead(next, code -> returnAtOnce(code, Type.getReturnType(descriptor), at.value()));
            }
            if (mutation instanceof UseOwnClock own && own.method().equals(name)) {
                changes.incrementAndGet();
                return new Instead(next, code -> returnInstant(code, own.ahead()));
            }
            if (mutation instanceof CallFirst first && first.method().equals(name)) {
                changes.incrementAndGet();
                return new Before(next, code -> call(code, first));
            }
            return new Calls(next, name, mutation, changes);
        }

        private static void returnAtOnce(MethodVisitor code, Type type, int value) {
            switch (type.getSort()) {
                case Type.VOID -> code.visitInsn(Opcodes.RETURN);
                case Type.OBJECT, Type.ARRAY -> {
                    if (type.getInternalName().equals(DURATION)) {
                        code.visitFieldInsn(Opcodes.GETSTATIC, DURATION, "ZERO", type.getDescriptor());
                    } else {
                        code.visitInsn(Opcodes.ACONST_NULL);
                    }
                    code.visitInsn(Opcodes.ARETURN);
                }
                case Type.LONG -> {
                    code.visitLdcInsn((long) value);
                    code.visitInsn(Opcodes.LRETURN);
                }
                default -> {
                    code.visitLdcInsn(value);
                    code.visitInsn(Opcodes.IRETURN);
                }
            }
        }

        /** {@code return Instant.now().plusMillis(Long.getLong(ahead, 0))}. */
        private static void returnInstant(MethodVisitor code, String ahead) {
            code.visitMethodInsn(Opcodes.INVOKESTATIC, INSTANT, "now", "()L" + INSTANT + ";", false);
            code.visitLdcInsn(ahead);
            code.visitInsn(Opcodes.LCONST_0);
            code.visitMethodInsn(Opcodes.INVOKESTATIC, LONG, "getLong", "(Ljava/lang/String;J)L" + LONG + ";", false);
            code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, LONG, "longValue", "()J", false);
            code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, INSTANT, "plusMillis", "(J)L" + INSTANT + ";", false);
            code.visitInsn(Opcodes.ARETURN);
        }

        private void call(MethodVisitor code, CallFirst first) {
            String type = Objects.requireNonNull(fields.get(first.field()), first.field());
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitFieldInsn(Opcodes.GETFIELD, className, first.field(), type);
            code.visitMethodInsn(
                    Opcodes.INVOKEVIRTUAL, Type.getType(type).getInternalName(), first.called(), "()V", false);
        }
    }

    /** Lets nothing of a method through, and writes other code in its place. */
    final class Instead extends MethodVisitor {

        private final MethodVisitor real;
        private final Consumer<MethodVisitor> code;

        private Instead(MethodVisitor real, Consumer<MethodVisitor> code) {
            super(Opcodes.ASM9);
            this.real = real;
            this.code = code;
        }

        @Override
        public void visitCode() {
            real.visitCode();
            code.accept(real);
            real.visitMaxs(0, 0);
            real.visitEnd();
        }
    }

    /** Writes code before that of a method. */
    final class Before extends MethodVisitor {

        private final Consumer<MethodVisitor> code;

        private Before(MethodVisitor real, Consumer<MethodVisitor> code) {
            super(Opcodes.ASM9, real);
            this.code = code;
        }

        @Override
        public void visitCode() {
            super.visitCode();
            code.accept(mv);
        }
    }

    /** Changes constants and calls within a method. */
    final class Calls extends MethodVisitor {

        private final String method;
        private final Mutation mutation;
        private final AtomicInteger changes;

        private Calls(MethodVisitor next, String method, Mutation mutation, AtomicInteger changes) {
            super(Opcodes.ASM9, next);
            this.method = method;
            this.mutation = mutation;
            this.changes = changes;
        }

        @Override
        public void visitLdcInsn(Object value) {
            super.visitLdcInsn(value instanceof String text ? replaced(text) : value);
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            Object[] changed = arguments.clone();
            for (int i = 0; i < changed.length; i++) {
                changed[i] = changed[i] instanceof String text ? replaced(text) : changed[i];
            }
            super.visitInvokeDynamicInsn(name, descriptor, bootstrap, changed);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean ofInterface) {
            boolean instance = opcode != Opcodes.INVOKESTATIC;
            if (mutation instanceof DropCall drop
                    && drop.inMethod().equals(method)
                    && drop.called().equals(name)) {
                changes.incrementAndGet();
                pop(descriptor, instance && Type.getReturnType(descriptor) == Type.VOID_TYPE);
                return;
            }
            super.visitMethodInsn(opcode, owner, name, descriptor, ofInterface);
            if (mutation instanceof FixAnswer fix
                    && fix.inMethod().equals(method)
                    && fix.called().equals(name)) {
                changes.incrementAndGet();
                super.visitInsn(Opcodes.POP);
                super.visitLdcInsn(fix.answer());
            }
        }

        private void pop(String descriptor, boolean andObject) {
            Type[] arguments = Type.getArgumentTypes(descriptor);
            for (int i = arguments.length - 1; i >= 0; i--) {
                super.visitInsn(arguments[i].getSize() == 2 ? Opcodes.POP2 : Opcodes.POP);
            }
            if (andObject) {
                super.visitInsn(Opcodes.POP);
            }
        }

        private String replaced(String text) {
            if (mutation instanceof ReplaceText replace && text.contains(replace.text())) {
                changes.incrementAndGet();
                return text.replace(replace.text(), replace.replacement());
            }
            return text;
        }
    }
}
